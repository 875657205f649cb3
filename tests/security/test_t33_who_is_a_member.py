"""T33: a stranger cannot find out who has an account: the same answer, after the same time, for names that are and that are not."""

import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client
from pytest_django import Settings

from amparo.people.models import Person
from amparo.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
NAMES = 500


class SmallArgon2(Argon2PasswordHasher):
    """The house's hash with little memory: slow enough to be seen in the answers, quick enough for a thousand of them."""

    time_cost = 1
    memory_cost = 4096
    parallelism = 1


@pytest.fixture
def names(settings: Settings) -> list[tuple[str, str]]:
    """Names that are, a third of them without a password or closed, beside names that are not."""
    settings.PASSWORD_HASHERS = [f"{__name__}.{SmallArgon2.__name__}"]
    password = make_password("six brave herons at dawn")
    Person.objects.bulk_create(
        Person(
            username=f"member{n:03}", display_name="Ana", is_active=n % 6 != 0, password="!" if n % 6 == 3 else password
        )
        for n in range(NAMES)
    )
    return [(f"member{n:03}", f"nobody{n:03}") for n in range(NAMES)]


def asked(name: str, place: int) -> tuple[str, float]:
    """What the door answers to this name with a wrong password, without the words just typed; and after how long."""
    form = {"login": name, "password": "not the right words"}
    before = time.perf_counter()
    answer = Client().post("/account/login/", form, REMOTE_ADDR=f"198.18.{place // 250}.{place % 250}")
    took = time.perf_counter() - before
    return f"{answer.status_code} {said(answer.content).replace(name, 'NAME')}", took


def said(page: bytes) -> str:
    """A page without what is another on each answer: tokens and the moment."""
    words = r'csrf[^>]*value="\w+"|nonce="[^"]+"|"X-CSRFToken": "\w+"|data-clock-\w+="[\d.]+"'
    return re.sub(words, "", page.decode())


def apart(ones: list[float], others: list[float]) -> float:
    """How far apart two sets of times are (Kolmogorov and Smirnov): 0 for the same, 1 when they do not meet."""
    return max(
        abs(sum(each <= at for each in ones) / len(ones) - sum(each <= at for each in others) / len(others))
        for at in ones + others
    )


def test_t33_known_and_unknown_names_get_the_same_answer_after_the_same_time(names: list[tuple[str, str]]) -> None:
    asked("warm-up", 0)
    known, unknown, pages = list[float](), list[float](), set[str]()

    for number, (one, other) in enumerate(names):
        turn = [(one, known), (other, unknown)]
        for name, times in turn if number % 2 else reversed(turn):
            page, took = asked(name, number)
            pages.add(page)
            times.append(took)
        assert len(pages) == 1, "the answers differ"
        assert number != 30 or apart(known, unknown) < 0.5, "found out early"

    assert abs(statistics.median(known) - statistics.median(unknown)) < 0.010
    assert apart(known, unknown) < 1.628 * (2 / NAMES) ** 0.5, "p < 0.01"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/password/reset/", "/account/login/code/"])
def test_t33_no_other_door_asks_for_a_name(address: str) -> None:
    make_person()

    answers = [Client().post(address, {"login": name, "username": name, "email": name}) for name in ("person1", "x")]

    assert len({(answer.status_code, said(answer.content)) for answer in answers}) == 1
    assert answers[0].status_code in {200, 403, 404}
