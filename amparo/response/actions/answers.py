"""An answer comes in. A clear one moves the person; what is unclear goes to a person; an emergency outranks everything."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.sealed import Place, close_for, closing_of
from amparo.messaging.actions import cancel_messages
from amparo.messaging.inbound import TRIAGE
from amparo.people.models import Person
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import raise_alarm, replace_one, set_up_ladder
from amparo.response.actions.ringing import CHECK_IN_MINUTES, stop_rings, tell
from amparo.response.enums import ANSWERABLE, OUT, AlarmKind, AskState
from amparo.response.models import Activation, Answer, Ask, CheckIn, Letter
from amparo.response.selectors.asks import told
from amparo.response.selectors.boards import is_over, missing_roles

LINK_LIFE = timedelta(hours=2)
MISSES = 2  # so many check-ins without an answer are an alarm
READINGS = (Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HELP, Got.HOME_SAFE)


@dataclass(frozen=True)
class Heard:
    """What a person said: its meaning, and the text or call it came in (None for the page's buttons).

    The words of a text stay with the text. ``words`` are those that a dispatcher heard on the phone and wrote down.
    """

    reply: Reply
    words: str = ""
    origin: UUID | None = None


@transaction.atomic
def record_answer(ask: Ask, *, heard: Heard, by: Person | None) -> Ask:
    """Keep the words and act on them. A copy of the same text changes nothing.

    The activation's row is locked: for one place in a quota there is one winner, the others hear "enough, thank you".
    """
    activation = Activation.objects.select_for_update(of=("self",)).select_related("report").get(pk=ask.activation_id)
    ask = Ask.objects.select_for_update(of=("self",)).select_related("person").get(pk=ask.pk)
    if heard.origin and Answer.objects.filter(origin=heard.origin).exists():
        return ask
    got = _what_it_means(ask, heard.reply.got)
    Answer.objects.create(ask=ask, got=got, origin=heard.origin, **_closed(heard.words))
    record("answer.recorded", actor=by, subject=ask, got=got)
    _MEANINGS.get(got, _unclear)(activation, ask, heard.reply)
    _ask_no_longer(activation, ask)
    publish("activation", activation.pk)
    return ask


def _closed(words: str) -> dict[str, Any]:
    """The words of an answer, closed to the hotline's circle before they are stored, and the row they are bound to."""
    if not words:
        return {}
    row, closing = uuid4(), closing_of(TRIAGE)
    place = Place(Answer._meta.db_table, "words", row)
    return {"id": row, "key": closing.key, "words": close_for([closing.recipient], words, place=place)}


def _ask_no_longer(activation: Activation, ask: Ask) -> None:
    """Who was asked twice over and has answered is not asked by the other way any more."""
    if ask.state not in ANSWERABLE and ask.calls.exists():
        stop_rings(activation, asks=[ask])
        if ask.message:
            cancel_messages(activation.pk, only=[ask.message], by=None)


def _what_it_means(ask: Ask, got: Got) -> Got:
    """ "I can't" of somebody who is there already means something else: a person reads it."""
    there = (AskState.ARRIVED, AskState.HELP, AskState.MISSED, AskState.HOME_SAFE)
    return Got.UNCLEAR if got == Got.CANNOT and ask.state in there else got


def _move(ask: Ask, to: AskState, **more: object) -> None:
    ask.state, ask.moved_at = to, clock.now()
    for name, value in more.items():
        setattr(ask, name, value)
    ask.save(update_fields=["state", "moved_at", *more])


def _tell(activation: Activation, asks: list[Ask], template: str, **values: str) -> None:
    if asks:
        tell(activation, told=[(ask, template) for ask in asks], expires_at=clock.ahead(minutes=30), values=values)


def _going(activation: Activation, ask: Ask, reply: Reply) -> None:
    if ask.state in OUT:
        _fine(activation, ask, reply)
        return
    if is_over(activation):
        _tell(activation, [ask], "activation.over")
        return
    needed = {quota.role for quota, _missing in missing_roles(activation)}
    if ask.role not in needed:
        _move(ask, AskState.COVERED)
        _tell(activation, [ask], "activation.covered")
        return
    _move(ask, AskState.GOING, eta_minutes=reply.eta_minutes, link_until=clock.now() + LINK_LIFE)
    CheckIn.objects.create(ask=ask, due_at=clock.ahead(minutes=CHECK_IN_MINUTES))
    _tell(activation, [ask], "activation.going")
    if not missing_roles(activation):
        _release_the_rest(activation)
    elif ask.role not in {quota.role for quota, _missing in missing_roles(activation)}:
        _release(activation, ask.role)


def _release_the_rest(activation: Activation) -> None:
    for role in set(activation.asks.filter(state__in=ANSWERABLE).values_list("role", flat=True)):
        _release(activation, role)


def _release(activation: Activation, role: str) -> None:
    """Enough of this role: asks that have not left never leave, and whoever was asked hears it."""
    asks = list(activation.asks.filter(state__in=ANSWERABLE, role=role).select_related("person"))
    cancel_messages(activation.pk, only=[ask.message for ask in asks if ask.message], by=None)
    stop_rings(activation, asks=asks)
    for ask in asks:
        _move(ask, AskState.COVERED)
    heard = {ask.pk for ask in told(activation)}
    _tell(activation, [ask for ask in asks if ask.pk in heard], "activation.covered")


def _cannot(activation: Activation, ask: Ask, _reply: Reply) -> None:
    """No, or not any more: whoever declines is replaced at once, and the ladder goes on."""
    was = ask.state
    _move(ask, AskState.CANNOT, link_until=None)
    _tell(activation, [ask], "activation.cannot")
    if was not in (*ANSWERABLE, AskState.GOING) or is_over(activation):
        return
    replace_one(activation, role=ask.role)
    if was == AskState.GOING:
        set_up_ladder(activation, by=None)


def _arrived(activation: Activation, ask: Ask, reply: Reply) -> None:
    if ask.state in ANSWERABLE:
        _going(activation, ask, reply)
    if ask.state in OUT:
        _move(ask, AskState.ARRIVED)
        _answer_check_ins(ask)
        _tell(activation, [ask], "activation.arrived")


def _fine(_activation: Activation, ask: Ask, _reply: Reply) -> None:
    """All right: an answer to a check-in. It ends a missed check-in, never a call for help."""
    _answer_check_ins(ask)
    if ask.state == AskState.MISSED:
        was_there = ask.answers.filter(got=Got.ARRIVED).exists()
        _move(ask, AskState.ARRIVED if was_there else AskState.GOING)


def _answer_check_ins(ask: Ask) -> None:
    ask.check_ins.filter(answered_at=None).exclude(sent_at=None).update(answered_at=clock.now())


def _help(activation: Activation, ask: Ask, _reply: Reply) -> None:
    if ask.state in OUT or ask.state == AskState.HOME_SAFE:
        _move(ask, AskState.HELP)
        _answer_check_ins(ask)
    raise_alarm(activation, kind=AlarmKind.HELP, ask=ask)
    _tell(activation, [ask], "activation.alarm")


def _emergency(activation: Activation, ask: Ask, _reply: Reply) -> None:
    if ask.state in OUT:
        _move(ask, AskState.HELP)
        _answer_check_ins(ask)
    raise_alarm(activation, kind=AlarmKind.EMERGENCY, ask=ask)
    _tell(activation, [ask], "activation.alarm")


def _home(activation: Activation, ask: Ask, _reply: Reply) -> None:
    if ask.state not in OUT:
        return
    _move(ask, AskState.HOME_SAFE, link_until=None)
    ask.check_ins.filter(sent_at=None).delete()
    _answer_check_ins(ask)
    ask.alarms.filter(taken_at=None).update(taken_at=clock.now())
    _tell(activation, [ask], "activation.home_safe")
    free_letter_when_home(activation)


@transaction.atomic
def free_letter_when_home(activation: Activation) -> None:
    """A letter is free again when the activation has ended and everybody is home."""
    if is_over(activation) and not activation.asks.filter(state__in=OUT).exists():
        Letter.objects.filter(activation=activation).delete()
        record("letter.freed", actor=None, subject=activation)


def _conditional(activation: Activation, ask: Ask, reply: Reply) -> None:
    if ask.state in ANSWERABLE or ask.state == AskState.CANNOT:
        _move(ask, AskState.CONDITIONAL, eta_minutes=reply.eta_minutes)
        _tell(activation, [ask], "activation.conditional")


def _unclear(activation: Activation, ask: Ask, _reply: Reply) -> None:
    if ask.state in (AskState.ASKED, AskState.UNREACHED):
        _move(ask, AskState.UNCLEAR)
        _tell(activation, [ask], "activation.unclear")


_MEANINGS = {
    Got.GOING: _going, Got.CANNOT: _cannot, Got.ARRIVED: _arrived, Got.HELP: _help, Got.EMERGENCY: _emergency,
    Got.HOME_SAFE: _home, Got.CONDITIONAL: _conditional,
}  # fmt: skip


@transaction.atomic
def ask_which(asks: list[Ask], *, origin: UUID) -> None:
    """The answer does not say which activation it means: keep it, and ask back."""
    if Answer.objects.filter(origin=origin).exists():
        return
    first = asks[0]
    second = next(ask for ask in asks if ask.activation.letter != first.activation.letter)
    Answer.objects.create(ask=first, got=Got.UNCLEAR, origin=origin)
    _tell(first.activation, [first], "activation.which", other=second.activation.letter)
    record("answer.asked_back", actor=None, subject=first)
    publish("activation", first.activation_id)


@transaction.atomic
def read_answer(answer: Answer, *, meaning: str, by: Person) -> None:
    """A dispatcher read an unclear answer and says what it means; only the first reading counts."""
    if not Answer.objects.filter(pk=answer.pk, read_by=None).update(read_by=by):
        return
    record("answer.read", actor=by, subject=answer, meaning=meaning)
    if meaning in READINGS:
        record_answer(answer.ask, heard=Heard(Reply(Got(meaning))), by=by)
    publish("activation", answer.ask.activation_id)


@transaction.atomic
def send_check_in(check_in: CheckIn, *, by: Person | None = None) -> bool:
    """Ask one person who is out whether they are all right, and plan the next question."""
    ask = (
        Ask.objects.select_for_update(of=("self",))
        .select_related("activation__report", "person")
        .get(pk=check_in.ask_id)
    )
    now = clock.now()
    if not CheckIn.objects.filter(pk=check_in.pk, sent_at=None).update(sent_at=now):
        return False
    record("check_in.sent", actor=by, subject=ask)
    if ask.state not in OUT:
        return False
    CheckIn.objects.create(ask=ask, due_at=now + timedelta(minutes=CHECK_IN_MINUTES))
    _tell(ask.activation, [ask], "activation.check_in")
    publish("activation", ask.activation_id)
    return True


@transaction.atomic
def count_missed(check_in: CheckIn, *, by: Person | None = None) -> bool:
    """A question stayed without an answer for the whole grace; counted once. From the second on it is an alarm: True then.

    An answer that came a moment ago wins: it ends the question before it is counted.
    """
    ask = Ask.objects.select_for_update(of=("self",)).select_related("activation").get(pk=check_in.ask_id)
    waiting = CheckIn.objects.filter(pk=check_in.pk, answered_at=None, missed_at=None)
    if not waiting.update(missed_at=clock.now()):
        return False
    record("check_in.missed", actor=by, subject=ask)
    publish("activation", ask.activation_id)
    missed = ask.check_ins.filter(answered_at=None).exclude(missed_at=None).count()
    if missed < MISSES or ask.state not in OUT or ask.state == AskState.HELP:
        return False
    _move(ask, AskState.MISSED)
    raise_alarm(ask.activation, kind=AlarmKind.MISSED, ask=ask)
    return True
