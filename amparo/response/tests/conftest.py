from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report
from amparo.response.tests.factories import make_confirmed_report, with_powers


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def reporter() -> Person:
    return make_person(display_name="Marisol")


@pytest.fixture
def dispatcher() -> Person:
    return with_powers(make_person(display_name="June"), Power.DISPATCH, Power.VERIFY)


@pytest.fixture
def verifier() -> Person:
    return with_powers(make_person(display_name="Wilfredo"), Power.VERIFY)


@pytest.fixture
def outsider() -> Person:
    """A member of the network who answers the hotline, but does not see the board."""
    return with_powers(make_person(display_name="Tom"), Power.ANSWER, Power.RESPOND)


@pytest.fixture
def report(reporter: Person, dispatcher: Person) -> Report:
    return make_confirmed_report(reporter, dispatcher)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["demo"] = True
        session.save()
        return client

    return signed_in
