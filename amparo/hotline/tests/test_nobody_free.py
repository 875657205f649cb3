"""Nobody in sixty seconds: wait, a message, or a text; each ends with a person who owns it."""

import pytest
from django.db import connection

from amparo.audit.models import Entry
from amparo.hotline.actions.messages import Sound, listen
from amparo.hotline.enums import CallState, LegEnd
from amparo.hotline.errors import MessageNotHere
from amparo.hotline.models import CallBack, SpokenMessage
from amparo.hotline.tests.factories import Caller, after, make_lead, make_responder, phones
from amparo.hotline.ticks import bring_home, offer_something_else_in_time, ring_waves
from amparo.messaging.enums import CallWish, State
from amparo.messaging.models import CallOrder, OptOut, OutgoingMessage
from amparo.messaging.prompts import PROMPTS
from amparo.messaging.tests import wire
from amparo.messaging.tests.carrier import Answer, Carrier, Seen
from amparo.people.tests.factories import number_of

pytestmark = pytest.mark.django_db


def offered(number: str = "+16175550190", language: str = "2") -> Caller:
    """A caller who waited a minute and hears the choice."""
    caller = Caller(number).chooses(language)
    with after(61):
        offer_something_else_in_time()
    caller.step("offer-1")
    return caller


def test_after_sixty_seconds_and_not_before_something_else_is_offered() -> None:
    caller = Caller().chooses("4")
    with after(58):
        offer_something_else_in_time()
        assert caller.call.state == CallState.WAITING
    with after(61):
        offer_something_else_in_time()
        offer_something_else_in_time()

    assert caller.call.state == CallState.DECIDING
    assert CallOrder.objects.get(wish=CallWish.REDIRECT).step == "offer-1"
    assert caller.step("offer-1").count(PROMPTS["nobody"]["ht"]) == 2


@pytest.mark.parametrize("keys", [["1"], ["", ""], ["9", ""]])
def test_whoever_waits_on_or_presses_nothing_stays_in_line(keys: list[str]) -> None:
    caller = offered()

    for n, key in enumerate(keys):
        caller.step("choice-1" + "-again" * n, key)

    assert caller.call.state == CallState.WAITING
    assert "Conference" in caller.heard
    with after(250):
        offer_something_else_in_time()
    assert caller.call.turn == 2
    assert "choice-2/" in caller.step("offer-2")
    caller.step("choice-2", "1")
    assert caller.call.state == CallState.WAITING


def test_a_person_who_answers_while_the_caller_decides_fetches_them_back() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    with after(61):
        offer_something_else_in_time()
    caller.step("offer-1")

    assert "Conference" in phone.presses("1")

    assert CallOrder.objects.filter(wish=CallWish.REDIRECT, token=caller.call.token, step="join-2").exists()
    assert "Conference" in caller.step("join-2")
    assert "Conference" in caller.step("choice-1", "2")
    assert caller.call.state == CallState.TALKING


def test_a_text_is_sent_and_a_person_has_ten_minutes() -> None:
    make_responder("es")
    caller = offered()

    assert PROMPTS["text_coming"]["es"] in caller.step("choice-1", "3")
    caller.hangs_up()

    item = CallBack.objects.get()
    assert (item.why, item.language, item.number.reveal()) == ("text_me", "es", caller.number)
    message = OutgoingMessage.objects.exclude(template="hotline.left_word").get()
    assert (message.template, message.to.reveal(), message.segments) == ("hotline.text_me", caller.number, 1)
    assert caller.call.state == CallState.ENDED


def test_who_opted_out_gets_no_text_but_a_call() -> None:
    caller = offered()
    OptOut.objects.create(index=caller.call.index, source="word")

    assert PROMPTS["message_taken"]["es"] in caller.step("choice-1", "3")

    assert not OutgoingMessage.objects.filter(index=caller.call.index).exclude(state=State.OPTED_OUT).exists()
    assert CallBack.objects.get().why == "text_me"


def test_a_hidden_caller_may_wait_or_leave_a_message_only() -> None:
    caller = offered("anonymous")
    assert PROMPTS["nobody_hidden"]["es"] in caller.heard

    caller.step("choice-1", "3")

    assert caller.call.state == CallState.WAITING
    assert not CallBack.objects.exists()


def leaves_message(caller: Caller) -> str:
    recording = wire.sid("RE")
    caller.step("choice-1", "2")
    form = {"RecordingSid": recording, "RecordingDuration": "42", "CallSid": caller.sid}
    for _copy in range(2):
        assert wire.post(f"/carrier/voice/message/{caller.call.token}/", form).status_code == 204
    return recording


def test_a_message_is_announced_and_becomes_a_call_back() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    with after(61):
        offer_something_else_in_time()
    caller.step("offer-1")
    leaves_message(caller)
    assert "<Record" in caller.heard
    assert PROMPTS["leave_message"]["es"] in caller.heard
    assert phone.leg.end == LegEnd.CALLER_LEFT

    assert PROMPTS["message_taken"]["es"] in caller.step("spoken-1")
    caller.hangs_up()

    item = CallBack.objects.get()
    assert (item.why, caller.call.state) == ("message", CallState.ENDED)
    assert SpokenMessage.objects.get().seconds == 42


@pytest.mark.parametrize("first", ["hang-up", "message"])
def test_hanging_up_instead_of_pressing_pound_leaves_one_item_whatever_is_told_first(first: str) -> None:
    caller = offered()
    if first == "hang-up":
        caller.step("choice-1", "2")
        caller.hangs_up()
        assert CallBack.objects.get().why == "abandoned"
    leaves_message(caller)
    caller.hangs_up()

    assert CallBack.objects.get().why == "message"


def test_a_message_of_a_hidden_caller_is_an_item_without_a_number() -> None:
    caller = offered("anonymous")

    leaves_message(caller)
    caller.hangs_up()

    item = CallBack.objects.get()
    assert (item.why, item.number) == ("message", None)


def test_people_on_shift_are_told_of_a_message_and_the_lead_when_nobody_is() -> None:
    lead = make_lead("es")
    leaves_message(offered())
    assert [text.to.reveal() for text in OutgoingMessage.objects.all()] == [number_of(lead)]
    OutgoingMessage.objects.all().delete()
    person = make_responder("es")

    leaves_message(offered())
    leaves_message(offered())  # a moment later: they look already

    assert [text.to.reveal() for text in OutgoingMessage.objects.all()] == [number_of(person)]


SOUND = b"RIFF" + bytes(range(256)) * 20


class Recordings:
    """The carrier's store of spoken messages."""

    def __init__(self, carrier: Carrier, sid: str) -> None:
        self.kept = {sid: SOUND}
        self.deletes = True
        carrier.behave = self.answer

    def answer(self, seen: Seen) -> Answer:
        sid = seen.path.rsplit("/", 1)[-1].split(".")[0]
        assert {k.lower(): v for k, v in seen.headers.items()}["authorization"].startswith("Basic ")
        if sid not in self.kept:
            return Answer(404, {"code": 20404})
        if seen.method == "DELETE":
            if self.deletes:
                self.kept.pop(sid)
            return Answer(204)
        return Answer(200, self.kept[sid], {"Content-Type": "audio/wav"})


def test_the_sound_comes_home_encrypted_and_leaves_the_carrier_and_listening_is_audited(carrier: Carrier) -> None:
    person = make_responder("es")
    recordings = Recordings(carrier, leaves_message(offered()))
    message = SpokenMessage.objects.get()
    with pytest.raises(MessageNotHere):
        listen(message, by=person)

    bring_home()
    bring_home()

    message.refresh_from_db()
    assert recordings.kept == {}
    assert message.deleted_there_at is not None
    assert listen(message, by=person) == Sound(SOUND, closed=False)
    entry = Entry.objects.get(verb="message.listened")
    assert (entry.actor, entry.subject) == (person.pk, str(message.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT audio FROM hotline_spokenmessage")
        assert SOUND[:40] not in bytes(cursor.fetchone()[0])


def test_a_deletion_counts_only_when_the_carrier_has_nothing_left(carrier: Carrier) -> None:
    recordings = Recordings(carrier, leaves_message(offered()))
    recordings.deletes = False
    bring_home()
    assert SpokenMessage.objects.get().deleted_there_at is None

    recordings.deletes = True
    bring_home()

    assert SpokenMessage.objects.get().deleted_there_at is not None


@pytest.mark.parametrize("trouble", [Answer(503), Answer(302, headers={"Location": "http://127.0.0.1:9/x"})])
def test_a_carrier_in_trouble_is_asked_again_and_never_followed_elsewhere(carrier: Carrier, trouble: Answer) -> None:
    sid = leaves_message(offered())
    carrier.behave = lambda _seen: trouble
    bring_home()
    assert SpokenMessage.objects.get().fetched_at is None
    assert {seen.path.split("/")[-1] for seen in carrier.seen} == {f"{sid}.wav"}

    Recordings(carrier, sid)
    bring_home()

    assert SpokenMessage.objects.get().audio is not None


def test_a_message_larger_than_any_of_ours_is_not_taken(carrier: Carrier) -> None:
    sid = leaves_message(offered())
    Recordings(carrier, sid).kept[sid] = bytes(9_000_000)

    bring_home()

    message = SpokenMessage.objects.get()
    assert (message.audio, message.fetched_at is not None) == (None, True)
