"""T40: a flood of the public pages is answered in a breath, and whoever is at work does not feel it."""

import statistics
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from amparo.core.crowd import A_SECOND, AT_ONCE, Buckets, CrowdMiddleware
from amparo.governance.enums import Power
from amparo.messaging.models import InboundText
from amparo.messaging.tests import wire
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.processes import answers, database_url, free_port, running, web
from tests.security.hands import at_work

FLOOD, AT_A_TIME = 2_400, 4


def house() -> CrowdMiddleware:
    return CrowdMiddleware(lambda _request: HttpResponse("page"))


def knock(door: CrowdMiddleware, place: str, path: str = "/report/", **cookies: str) -> int:
    request = RequestFactory(REMOTE_ADDR=place).get(path)
    request.COOKIES.update(cookies)
    return door(request).status_code


def test_t40_a_neighbourhood_that_asks_without_end_is_answered_in_a_breath_and_others_as_ever() -> None:
    door = house()

    said = Counter(knock(door, f"198.51.100.{n % 250}") for n in range(int(AT_ONCE) + 400))

    assert said[429] > 350
    assert knock(door, "203.0.113.5") == 200
    assert knock(door, "198.51.100.7", path="/carrier/text/inbound/") == 200
    assert knock(door, "198.51.100.7", **{settings.SESSION_COOKIE_NAME: "mine"}) == 200


def test_t40_the_network_of_one_household_is_one_neighbourhood_and_a_proxy_of_ours_says_whose() -> None:
    door = house()
    for n in range(int(AT_ONCE) + 50):
        knock(door, f"2001:db8:7::{n:x}")

    assert (knock(door, "2001:db8:7:ffff::1"), knock(door, "2001:db8:8::1")) == (429, 200)


def test_t40_a_bucket_fills_again_and_memory_has_a_bound() -> None:
    buckets = Buckets()
    for _n in range(int(AT_ONCE)):
        assert buckets.take("a", 0.0)

    assert (buckets.take("a", 0.0), buckets.take("a", 1.5 / A_SECOND)) == (False, True)
    for n in range(25_000):
        buckets.take(f"net {n}", 0.0)
    assert len(buckets.left) <= 20_000


def fetch(address: str, cookie: str = "") -> tuple[int, float]:
    before = time.monotonic()
    try:
        request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()
            return int(answer.status), time.monotonic() - before
    except urllib.error.HTTPError as refusal:
        return refusal.code, time.monotonic() - before


@pytest.mark.django_db(transaction=True)
def test_t40_while_the_public_pages_are_flooded_the_board_answers_and_no_text_is_lost() -> None:
    june = at_work(with_powers(make_person(), Power.DISPATCH))
    cookie = f"{settings.SESSION_COOKIE_NAME}={june.cookies[settings.SESSION_COOKIE_NAME].value}"
    address = f"http://127.0.0.1:{(port := free_port())}"
    told = {"DATABASE_URL": database_url(), "AMPARO_OPERATIONAL_KEY_FILE": str(settings.OPERATIONAL_KEY_FILE),
            "AMPARO_SECRET_KEY": settings.SECRET_KEY}  # fmt: skip
    said, times = Counter[int](), list[float]()

    def flood() -> None:
        for _n in range(FLOOD // AT_A_TIME):
            said[fetch(address + "/report/")[0]] += 1

    with running(web(port), lambda: answers(address + "/carrier/voice/prompt/goodbye.en.wav"), **told):
        fetch(address + "/response/", cookie)
        crowd = [threading.Thread(target=flood) for _n in range(AT_A_TIME)]
        for thread in crowd:
            thread.start()
        while any(thread.is_alive() for thread in crowd):
            status, took = fetch(address + "/response/", cookie)
            assert status == 200
            times.append(took)
            assert wire.text("+16175550177", f"text {len(times)}").status_code == 200

    assert said[429] > FLOOD / 3
    assert InboundText.objects.count() == len(times) > 5
    assert statistics.quantiles(times, n=20)[-1] < 1.0
