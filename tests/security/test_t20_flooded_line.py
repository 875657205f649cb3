"""T20: somebody floods the hotline with texts: not one is lost, and whoever we know, or needs help now, stands before them."""

import pytest

from amparo.hotline.models import CallBack
from amparo.hotline.selectors.call_backs import open_call_backs
from amparo.messaging.models import InboundText
from amparo.messaging.tests import wire
from amparo.people.tests.factories import make_person, number_of

pytestmark = pytest.mark.django_db
FIRST_PAGE = 40


def strangers(count: int, *, each: int = 1) -> None:
    for n in range(count):
        for _text in range(each):
            wire.text(f"+1{('617', '508', '413')[n // 90]}555{110 + n % 90:04}", "buy cheap pills now")


def place_of(number: str) -> int:
    """Where the item of this number stands among those that wait; 1 is the top."""
    waiting = [item.number.reveal() for item in open_call_backs()]
    return waiting.index(number) + 1


def test_t20_whom_we_know_and_who_needs_help_stand_before_a_flood_of_strangers() -> None:
    strangers(45)
    ana, tom = make_person(phone="+16175550301"), make_person(phone="+16175550302")
    late = "+15085550303"

    wire.text(number_of(ana), "they are at our door, please call")
    wire.text(number_of(tom), "can somebody ring me")
    strangers(120)
    wire.text(late, "HELP")

    assert max(place_of(number_of(ana)), place_of(number_of(tom)), place_of(late)) <= FIRST_PAGE
    assert place_of("+15085550139") > FIRST_PAGE


def test_t20_nobody_is_turned_away_and_one_telephone_is_one_item() -> None:
    strangers(60)
    for _n in range(200):
        wire.text("+16175550190", "buy cheap pills now")

    assert InboundText.objects.count() == 60 + 200
    assert CallBack.objects.filter(done_at=None).count() == 61
