"""The desk and the call-back page: duty, the line, owners, texts, sounds and results; nothing of it for outsiders."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amparo.audit.models import Entry
from amparo.core import clock
from amparo.hotline.actions.messages import keep_message
from amparo.hotline.enums import CallBackWhy, CallState
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.hotline.tests.factories import CALLER, make_lead, make_responder
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.rota.models import ClockIn
from amparo.training.models import Certificate

pytestmark = pytest.mark.django_db
DESK = "/hotline/"
DESK_QUERIES = 20


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    session = client.session
    session["demo"] = True
    session.save()
    return client


@pytest.fixture
def responder() -> Person:
    return make_responder("en")


@pytest.fixture
def desk(responder: Person) -> Client:
    return signed_in(responder)


def make_call(**fields: object) -> Call:
    given = {"number": CALLER, "language": "es", "state": CallState.WAITING, "waiting_since": clock.now(), **fields}
    return Call.objects.create(call_sid=uuid4().hex, **given)


def make_item(owner: Person | None = None, **fields: object) -> CallBack:
    given = {
        "number": CALLER, "index": "x" * 32, "language": "es", "why": CallBackWhy.MESSAGE, "due_at": clock.ahead(minutes=9)
    }  # fmt: skip
    return CallBack.objects.create(origin=uuid4(), owner=owner, **{**given, **fields})


def page_of(item: CallBack, name: str = "call_back") -> str:
    return reverse(f"hotline:{name}", args=[item.pk])


def test_the_desk_shows_the_line_and_no_number(desk: Client) -> None:
    make_call(need="now")
    make_item()

    page = desk.get(DESK).text

    assert "Español" in page
    assert "Happening now" in page
    assert CALLER not in page
    assert CALLER[-7:] not in page


def test_outsiders_find_no_desk_and_nothing_on_it(responder: Person) -> None:
    outsider = signed_in(make_person())
    item, call = make_item(), make_call(claimed_by=responder, state=CallState.TALKING, claimed_at=clock.now())
    message = SpokenMessage.objects.create(call=call, recording_sid="RE1", seconds=3)
    keep_message(message, audio=b"RIFF")

    assert outsider.get(DESK).status_code == 404
    assert outsider.get(page_of(item)).status_code == 404
    assert outsider.get(reverse("hotline:message_sound", args=[message.pk])).status_code == 404
    for name in ("call_back_owner", "call_back_attempts", "call_back_texts", "call_back_result"):
        assert outsider.post(page_of(item, name)).status_code == 404
    for address in ("/hotline/duty/", "/hotline/intakes/", reverse("hotline:call_end", args=[call.pk])):
        assert outsider.post(address).status_code == 404


def test_a_call_just_taken_opens_its_intake_once(desk: Client, responder: Person) -> None:
    call = make_call(state=CallState.TALKING, claimed_by=responder, claimed_at=clock.now())
    htmx = {"HX-Request": "true"}

    first = desk.get(DESK, {"part": "watch", "known": ""}, headers=htmx)
    again = desk.get(DESK, {"part": "watch", "known": str(call.pk)}, headers=htmx)

    assert first["HX-Redirect"] == reverse("hotline:intake", args=[call.pk])
    assert "HX-Redirect" not in again


def test_a_call_that_is_written_up_opens_no_intake(desk: Client, responder: Person) -> None:
    call = make_call(state=CallState.TALKING, claimed_by=responder, claimed_at=clock.now())
    Intake.objects.create(origin=call.pk, by=responder, outcome="informed", closed_at=clock.now())

    assert "HX-Redirect" not in desk.get(DESK, {"part": "watch", "known": ""})


def test_without_a_valid_training_nobody_goes_on_duty_and_is_told_why(desk: Client, responder: Person) -> None:
    Certificate.objects.filter(person=responder).delete()

    assert "training has run out" in desk.post("/hotline/duty/", {"wish": "on"}, follow=True).text


def test_duty_goes_on_pauses_and_ends(desk: Client, responder: Person) -> None:
    desk.post("/hotline/duty/", {"wish": "15"})
    paused = ClockIn.objects.get(person=responder).paused_until
    page = desk.get(DESK).text
    desk.post("/hotline/duty/", {"wish": "on"})
    back = ClockIn.objects.get(person=responder).paused_until
    desk.post("/hotline/duty/", {"wish": "off"})

    assert paused is not None
    assert "On a break" in page
    assert back is None
    assert ClockIn.objects.get(person=responder).ended_at is not None


def test_without_a_shift_nobody_goes_on_duty_and_is_told_why() -> None:
    lead = make_lead()

    answer = signed_in(lead).post("/hotline/duty/", {"wish": "on"}, follow=True)

    assert "You have no shift now" in answer.text
    assert not ClockIn.objects.filter(person=lead).exists()


def test_the_first_to_take_a_call_back_owns_it_and_the_second_is_told(desk: Client, responder: Person) -> None:
    item = make_item()
    other = signed_in(make_responder("es"))

    desk.post(page_of(item, "call_back_owner"))
    late = other.post(page_of(item, "call_back_owner"), follow=True)

    item.refresh_from_db()
    assert item.owner == responder
    assert "Somebody else looks after this one already." in late.text


def test_only_the_owner_gives_a_call_back_away(desk: Client, responder: Person) -> None:
    item = make_item(responder)

    signed_in(make_responder("es")).post(page_of(item, "call_back_owner"), {"wish": "release"})
    item.refresh_from_db()
    kept = item.owner
    desk.post(page_of(item, "call_back_owner"), {"wish": "release"})

    item.refresh_from_db()
    assert (kept, item.owner) == (responder, None)


def test_ringing_twice_rings_once_and_shows_no_number(desk: Client, responder: Person) -> None:
    item = make_item(responder)

    for _press in range(2):
        page = desk.post(page_of(item, "call_back_attempts"), follow=True).text

    assert CallOrder.objects.filter(about=item.pk).count() == 1
    assert CALLER not in page


def test_an_answer_goes_out_by_text_and_a_forbidden_word_keeps_the_rest(desk: Client, responder: Person) -> None:
    item = make_item(responder)

    refused = desk.post(page_of(item, "call_back_texts"), {"words": "We know he is undocumented, call us"})
    before = OutgoingMessage.objects.count()
    desk.post(page_of(item, "call_back_texts"), {"words": "We will call you at noon"})

    assert refused.status_code == 422
    assert "We know he is undocumented, call us" in refused.text
    assert (before, OutgoingMessage.objects.count()) == (0, 1)


def test_texts_are_read_by_the_owner_only_and_that_is_written_down(desk: Client, responder: Person) -> None:
    item = make_item()

    desk.get(page_of(item))
    unread = Entry.objects.filter(verb="call_back.thread_read").count()
    CallBack.objects.filter(pk=item.pk).update(owner=responder)
    desk.get(page_of(item))

    read = Entry.objects.filter(verb="call_back.thread_read")
    assert (unread, [entry.actor for entry in read]) == (0, [responder.pk])


def test_a_message_is_heard_by_its_owner_and_every_listening_is_written_down(desk: Client, responder: Person) -> None:
    call = make_call(state=CallState.ENDED)
    message = SpokenMessage.objects.create(call=call, recording_sid="RE1", seconds=3)
    keep_message(message, audio=b"RIFF")
    item = make_item(call=call)
    address = reverse("hotline:message_sound", args=[message.pk])

    refused = desk.get(address)
    CallBack.objects.filter(pk=item.pk).update(owner=responder)
    heard = [desk.get(address) for _time in range(2)]

    assert (refused.status_code, [answer.content for answer in heard]) == (404, [b"RIFF", b"RIFF"])
    assert Entry.objects.filter(verb="message.listened", actor=responder.pk).count() == 2


def test_a_result_finishes_the_call_back_and_erases_the_number(desk: Client, responder: Person) -> None:
    item = make_item(responder)

    bad = desk.post(page_of(item, "call_back_result"), {"result": "gone fishing"})
    desk.post(page_of(item, "call_back_result"), {"result": "reached"})

    item.refresh_from_db()
    assert bad.status_code == 422
    assert (item.result, item.number) == ("reached", None)


def test_the_owner_of_a_call_back_writes_its_intake(desk: Client, responder: Person) -> None:
    mine, free = make_item(responder), make_item()

    assert desk.get(reverse("hotline:intake", args=[mine.origin])).status_code == 200
    assert desk.get(reverse("hotline:intake", args=[free.origin])).status_code == 404


def test_only_who_talks_hangs_up(desk: Client) -> None:
    theirs = make_call(state=CallState.TALKING, claimed_by=make_responder("es"), claimed_at=clock.now())

    desk.post(reverse("hotline:call_end", args=[theirs.pk]))

    theirs.refresh_from_db()
    assert theirs.state == CallState.TALKING


@pytest.mark.parametrize("count", [1, 4])
def test_the_desk_needs_as_many_queries_for_one_of_each_as_for_four(
    desk: Client, responder: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(DESK)
    for _each in range(count):
        make_call()
        make_item(make_responder("es"))
        make_call(state=CallState.ENDED, claimed_by=responder)
        Intake.objects.create(origin=uuid4(), by=responder, town="Holyoke")

    with django_assert_num_queries(DESK_QUERIES):
        desk.get(DESK)


def test_every_open_call_back_is_reached_page_by_page_and_their_count_is_right(desk: Client) -> None:
    items = {make_item(index="", due_at=clock.ahead(minutes=n)).pk for n in range(95)}

    pages = [desk.get(f"{DESK}?page={n}").text for n in (1, 2, 3)]

    shown = [{pk for pk in items if f'id="call-back-{pk}"' in page} for page in pages]
    assert [len(each) for each in shown] == [40, 40, 15]
    assert set.union(*shown) == items
    assert all('<span class="soft">95</span>' in page for page in pages)
    assert 'hx-get="/hotline/?page=2"' in pages[1], "what changes is fetched for the page that is read"
    assert desk.get(f"{DESK}?page=nonsense").status_code == 200
