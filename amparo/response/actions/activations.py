"""People are asked: nearest first, in waves, and more of them when too few come."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.board import publish
from amparo.messaging.actions import Draft, cancel_messages, place_call, queue_messages
from amparo.messaging.enums import Lane, State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.models import Person
from amparo.people.selectors import calling_number, texting_numbers
from amparo.people.ways import Way, Ways, ways_of
from amparo.response.actions.ringing import ring_people, stop_rings
from amparo.response.enums import OPEN_REPORTS, AlarmKind, AskState, CallKind, Purpose, ReportState, StepKind
from amparo.response.errors import (
    ActivationOver,
    AlreadyActive,
    NoLetterFree,
    NotConfirmed,
    TooFewPeople,
    VisitNotAllowed,
)
from amparo.response.models import Activation, Alarm, Ask, AskCall, LadderStep, Letter, Quota, Report, Roster
from amparo.response.selectors.boards import is_over, missing_roles
from amparo.response.selectors.choosing import Choice, Wish, choose
from amparo.response.selectors.leads import leads_on_duty
from amparo.response.selectors.reports import needs_consent

LETTERS = "ABCDEFGH"
LADDER = ((3, StepKind.WIDEN), (5, StepKind.WIDEN), (8, StepKind.WIDEN), (8, StepKind.RING_LEAD))
ASK_EXPIRES = timedelta(minutes=20)


@transaction.atomic
def activate(report: Report, *, purpose: str, wishes: Iterable[Wish], radius_km: int, by: Person) -> Activation:
    """Ask people to go to this report: to look (a pair at least) or, once it is confirmed, to observe.

    Pressing twice opens one activation. Refused: not confirmed, over, fewer than two people, a home whose people did not
    agree, no letter free.
    """
    wishes = [wish for wish in wishes if wish.wanted > 0]
    if sum(wish.wanted for wish in wishes) < 2:
        raise TooFewPeople
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state not in OPEN_REPORTS or (purpose == Purpose.SEND and report.state != ReportState.CONFIRMED):
        raise NotConfirmed
    if needs_consent(report):
        raise VisitNotAllowed
    if report.activations.open().filter(purpose=purpose).exists():
        raise AlreadyActive
    activation = _open(report, purpose, radius_km, by)
    Quota.objects.bulk_create(
        Quota(activation=activation, role=wish.role, language=wish.language, wanted=wish.wanted) for wish in wishes
    )
    _write_ladder(activation)
    choice = choose(report, wishes, radius_km=radius_km)
    _ask(activation, choice, by)
    record("activation.opened", actor=by, subject=activation, purpose=purpose, asked=len(choice.chosen))
    publish("activation", activation.pk)
    return activation


@transaction.atomic
def set_up_ladder(activation: Activation, *, by: Person | None) -> None:
    """What happens by itself at 3, 5 and 8 minutes from now, unless such steps are waiting already."""
    if activation.ladder.filter(done_at=None).exists():
        return
    _write_ladder(activation)
    record("ladder.set_up", actor=by, subject=activation)


def _write_ladder(activation: Activation) -> None:
    now = clock.now()
    LadderStep.objects.bulk_create(
        LadderStep(activation=activation, kind=kind, due_at=now + timedelta(minutes=minutes))
        for minutes, kind in LADDER
    )


def _open(report: Report, purpose: str, radius_km: int, by: Person) -> Activation:
    used = set(Letter.objects.values_list("letter", flat=True))
    for letter in LETTERS:
        if letter in used:
            continue
        try:
            with transaction.atomic():
                activation = Activation.objects.create(
                    report=report, purpose=purpose, letter=letter, opened_by=by, radius_km=radius_km
                )
                Letter.objects.create(letter=letter, activation=activation)
                return activation
        except IntegrityError:
            continue  # somebody else took this letter a moment ago
    raise NoLetterFree


@transaction.atomic
def ask_people(activation: Activation, *, choice: Choice, by: Person | None) -> list[Ask]:
    """Write the asks of one wave and their texts; a person is asked once in an activation."""
    asks = _ask(activation, choice, by)
    record("people.asked", actor=by, subject=activation, wave=activation.wave, count=len(asks))
    return asks


def _ask(activation: Activation, choice: Choice, by: Person | None) -> list[Ask]:
    activation.wave += 1
    Activation.objects.filter(pk=activation.pk).update(wave=activation.wave)
    people = Person.objects.in_bulk([candidate.person for candidate, _role in choice.chosen])
    ways = ways_of(people)
    asks = [
        Ask(activation=activation, person=people[candidate.person], role=role, wave=activation.wave,
            distance_m=int(candidate.distance))
        for candidate, role in choice.chosen if ways[candidate.person].usable
    ]  # fmt: skip
    _text(activation, [ask for ask in asks if Way.TEXT in ways[ask.person_id].at_once], ways, by)
    Ask.objects.bulk_create(asks)
    _ring(activation, [ask for ask in asks if Way.CALL in ways[ask.person_id].at_once], ways, by)
    Roster.objects.filter(person__in=[ask.person_id for ask in asks]).update(asked_at=clock.now())
    return asks


def _text(activation: Activation, asks: Iterable[Ask], ways: dict[UUID, Ways], by: Person | None) -> None:
    """Write the texts that ask; each ask learns which one is its own, and is saved by the caller."""
    pairs = [(ask, point) for ask in asks if (point := ways[ask.person_id].text)]
    drafts = (_ask_draft(activation, ask, point.value.reveal()) for ask, point in pairs)
    for (ask, _point), message in zip(pairs, queue_messages(drafts, by=by), strict=True):
        ask.message = message.pk


def _ring(activation: Activation, asks: Iterable[Ask], ways: dict[UUID, Ways], by: Person | None) -> None:
    pairs = [(ask, point) for ask in asks if (point := ways[ask.person_id].call)]
    if pairs:
        ring_people(activation, asks=pairs, kind=CallKind.ASK, expires_at=clock.now() + ASK_EXPIRES, by=by)


@transaction.atomic
def ask_by(activation: Activation, *, ask: Ask, way: Way, by: Person | None) -> None:
    """Ask somebody who was asked already by their other way."""
    ways = ways_of([ask.person_id])
    if way == Way.CALL:
        _ring(activation, [ask], ways, by)
    else:
        _text(activation, [ask], ways, by)
        ask.save(update_fields=["message"])
    record("person.asked_by", actor=by, subject=ask, way=way.value)


def _ask_draft(activation: Activation, ask: Ask, number: str) -> Draft:
    template = "activation.verify" if activation.purpose == Purpose.VERIFY else "activation.ask"
    return Draft(
        template, number, ask.person.language, Lane.ACTIVATION, clock.now() + ASK_EXPIRES,
        {"area": activation.report.town, "code": activation.letter}, activation.pk,
    )  # fmt: skip


@transaction.atomic
def ask_more(
    activation: Activation, *, roles: Iterable[str] | None = None, each: int | None = None, spare: float = 0.0,
    by: Person | None = None,
) -> int:  # fmt: skip
    """Ask the next nearest for the roles that miss people, or for these roles only, or ``each`` so many; returns how many.

    The activation's row is locked, so that two who press at once ask nobody twice.
    """
    activation = Activation.objects.select_for_update(of=("self",)).select_related("report").get(pk=activation.pk)
    if is_over(activation):
        raise ActivationOver
    wanted = set(roles) if roles is not None else None
    wishes = [
        Wish(quota.role, each or missing, quota.language)
        for quota, missing in missing_roles(activation) if wanted is None or quota.role in wanted
    ]  # fmt: skip
    asked = list(activation.asks.values_list("person", flat=True))
    choice = choose(activation.report, wishes, radius_km=activation.radius_km, spare=spare, never=asked)
    count = len(ask_people(activation, choice=choice, by=by)) if choice.chosen else 0
    record("activation.asked_more", actor=by, subject=activation, count=count)
    publish("activation", activation.pk)
    return count


@transaction.atomic
def replace_one(activation: Activation, *, role: str) -> int:
    """Ask one more for this role, unless twice as many as are missing are asked already; returns how many."""
    missing = {quota.role: n for quota, n in missing_roles(activation)}.get(role, 0)
    still_asked = activation.asks.filter(role=role, state=AskState.ASKED).count()
    count = ask_more(activation, roles=[role], each=1, by=None) if still_asked < missing * 2 else 0
    record("person.replaced", actor=None, subject=activation, role=role, count=count)
    return count


@transaction.atomic
def stop_asking(activation: Activation, *, by: Person) -> int:
    """Stop the asks that have not left: those people were never asked. What rings is ended. Nobody more is asked by itself.

    Returns how many texts and calls never left.
    """
    activation = Activation.objects.select_for_update(of=("self",)).get(pk=activation.pk)
    waiting = list(activation.asks.filter(state=AskState.ASKED, answers=None))
    stopped = cancel_messages(activation.pk, only=[ask.message for ask in waiting if ask.message], by=by)
    stopped += stop_rings(activation, asks=waiting, by=by)
    texts = OutgoingMessage.objects.filter(about=activation.pk, state=State.CANCELLED).values("pk")
    orders = CallOrder.objects.filter(about=activation.pk, state=State.CANCELLED).values("pk")
    rang = AskCall.objects.filter(ask__in=waiting).exclude(order__in=orders).values("ask")
    never = activation.asks.filter(pk__in=[ask.pk for ask in waiting]).exclude(pk__in=rang)
    never.filter(Q(message__in=texts) | Q(message=None)).delete()
    activation.ladder.filter(done_at=None, kind=StepKind.WIDEN).update(done_at=clock.now())
    record("activation.asking_stopped", actor=by, subject=activation, stopped=stopped)
    publish("activation", activation.pk)
    return stopped


@transaction.atomic
def climb(step: LadderStep, *, by: Person | None = None) -> bool:
    """Do one step of the ladder, once. Nothing happens when enough people go or the activation has ended."""
    now = clock.now()
    if not LadderStep.objects.filter(pk=step.pk, done_at=None).update(done_at=now):
        return False
    activation = Activation.objects.select_for_update().get(pk=step.activation_id)
    record("ladder.climbed", actor=by, subject=activation, kind=step.kind)
    if is_over(activation) or not missing_roles(activation):
        return False
    if step.kind == StepKind.WIDEN:
        activation.radius_km = min(activation.radius_km * 2, 120)
        Activation.objects.filter(pk=activation.pk).update(radius_km=activation.radius_km)
        ask_more(activation, spare=1.0)
    else:
        raise_alarm(activation, kind=AlarmKind.PEOPLE)
    publish("activation", activation.pk, urgent=True)
    return True


@transaction.atomic
def raise_alarm(activation: Activation | None, *, kind: str, ask: Ask | None = None) -> Alarm:
    """Show an alarm on every board, and text and ring the leads. One alarm of a kind for a person until somebody takes it."""
    alarm, is_new = Alarm.objects.get_or_create(activation=activation, ask=ask, kind=kind, taken_at=None)
    if is_new:
        record("alarm.raised", actor=None, subject=alarm, kind=kind)
        publish("alarm", alarm.pk, urgent=True)
        _page_leads(alarm)
    return alarm


def _page_leads(alarm: Alarm) -> None:
    leads = leads_on_duty()
    numbers = texting_numbers([lead.pk for lead in leads])
    template = "activation.page_ladder" if alarm.kind == AlarmKind.PEOPLE else "activation.page_lead"
    link = f"{settings.PUBLIC_URL}/response/"
    letter = alarm.activation.letter if alarm.activation else ""
    soon = clock.ahead(minutes=15)
    texted = {numbers[lead.pk][0]: lead for lead in reversed(leads) if lead.pk in numbers}  # one text to a shared phone
    queue_messages(
        Draft(template, number, lead.language, Lane.ACTIVATION, soon, {"code": letter, "link": link}, alarm.pk)
        for number, lead in reversed(texted.items())
    )  # fmt: skip
    for number in dict.fromkeys(calling_number(lead) for lead in leads[:3]):
        if number:
            step = "ladder" if alarm.kind == AlarmKind.PEOPLE else "alarm"
            place_call(
                number, token=secrets.token_hex(12), step=step, about=alarm.pk, ring_seconds=25,
                expires_at=clock.ahead(minutes=3),
            )  # fmt: skip


@transaction.atomic
def take_alarm(alarm: Alarm, *, by: Person) -> bool:
    """Say "I have it"; the first wins, False for later ones."""
    taken = Alarm.objects.filter(pk=alarm.pk, taken_at=None).update(taken_by=by, taken_at=clock.now())
    record("alarm.taken", actor=by, subject=alarm)
    publish("alarm", alarm.pk)
    return bool(taken)
