"""T20: somebody wants to drown the line: real callers are heard all the same."""

import pytest
from django.test import Client

from amparo.hotline.models import Call, CallBack
from amparo.hotline.selectors.queue import position_of, waiting_calls
from amparo.hotline.tests.factories import CALLER, Caller, make_lead, make_responder, phones
from amparo.hotline.ticks import ring_waves
from amparo.messaging.enums import Lane
from amparo.messaging.models import OutgoingMessage
from amparo.messaging.tests import wire

pytestmark = pytest.mark.django_db
TROLL = "+16175550191"


def test_a_hundred_calls_of_one_telephone_take_one_place_in_line() -> None:
    for _n in range(100):
        Caller(TROLL).chooses(need="1")
    real = Caller().chooses(need="1")

    assert position_of(real.call) == 2
    assert waiting_calls().count() == 101


def test_the_one_free_responder_is_rung_for_the_real_caller_second_at_the_latest() -> None:
    for _n in range(20):
        Caller(TROLL).chooses(need="1")
    real = Caller().chooses(need="1")
    make_responder("es"), make_responder("es")

    ring_waves()

    assert phones(real.call)


def test_who_dials_again_waits_where_the_newest_call_stands() -> None:
    first = Caller().chooses()
    other = Caller(TROLL).chooses()
    again = Caller().chooses()

    assert list(waiting_calls()) == [other.call, again.call, first.call]


def test_who_hangs_up_again_and_again_is_one_item() -> None:
    make_lead()
    for _n in range(30):
        Caller(TROLL).chooses().hangs_up()
    Caller().chooses().hangs_up()

    assert Call.objects.count() == 31
    assert sorted(item.number.reveal() for item in CallBack.objects.all()) == sorted([TROLL, CALLER])


@pytest.mark.parametrize("word", ["HELP", "START", "AYUDA"])
def test_a_word_said_a_hundred_times_is_answered_three_times_and_behind_every_activation(word: str) -> None:
    for _n in range(100):
        wire.text(TROLL, word)

    answers = OutgoingMessage.objects.filter(template__startswith="word.")
    assert answers.count() == 3
    assert {row.lane for row in answers} == {Lane.REMINDER}


def test_a_hundred_texts_of_strangers_put_nothing_before_an_activation() -> None:
    for n in range(100):
        wire.text(f"+1617555{100 + n:04}", "there is a van")

    assert CallBack.objects.count() == 100
    assert not OutgoingMessage.objects.filter(lane__lte=Lane.ACTIVATION).exists()


def test_the_desk_says_how_many_wait_also_when_it_cannot_show_them_all(client: Client) -> None:
    for n in range(45):
        wire.text(f"+1617555{100 + n:04}", "there is a van")
    client.force_login(make_responder("es"))
    session = client.session
    session["demo"] = True
    session.save()

    page = client.get("/hotline/").content.decode()

    assert '<span class="soft">45</span>' in page
    assert "1 to 40 of 45, the most pressing first" in page
