import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amparo.audit.models import Entry
from amparo.core import clock
from amparo.governance.access import may
from amparo.governance.actions import end_mandate, found_body, grant_mandate
from amparo.governance.enums import GIVEN_BY_COORDINATORS, Power
from amparo.governance.errors import NotForYourself, NotYoursToGive, ReasonMissing
from amparo.governance.models import Mandate
from amparo.people.enums import Purpose
from amparo.people.models import Consent, Person
from amparo.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
WHY = "decided on Monday"


@pytest.fixture
def coordinator() -> Person:
    rosa = make_person()
    grant_mandate(rosa, body=found_body("Hotline", by=None), power=Power.MANAGE_PEOPLE, reason=WHY, by=None)
    return rosa


def test_a_mandate_holds_from_now_until_it_is_ended_and_both_are_written_down(coordinator: Person) -> None:
    ana, body = make_person(), found_body("Hotline", by=None)

    mandate = grant_mandate(ana, body=body, power=Power.ANSWER, reason=WHY, by=coordinator)
    held = may(ana, Power.ANSWER)
    end_mandate(mandate, reason="moved away", by=coordinator)

    assert (held, may(ana, Power.ANSWER)) == (True, False)
    assert list(Entry.objects.filter(subject=str(mandate.pk)).order_by("created_at").values_list("verb", flat=True)) == [
        "mandate.granted", "mandate.ended",
    ]  # fmt: skip


def test_a_mandate_lapses_by_itself(coordinator: Person) -> None:
    ana, body = make_person(), found_body("Hotline", by=None)

    grant_mandate(ana, body=body, power=Power.ANSWER, reason=WHY, by=coordinator, ends_at=clock.ago(seconds=1))

    assert not may(ana, Power.ANSWER)


def test_nobody_gives_or_ends_a_power_of_their_own(coordinator: Person) -> None:
    body, mine = found_body("Hotline", by=None), Mandate.objects.get(person=coordinator)

    with pytest.raises(NotForYourself):
        grant_mandate(coordinator, body=body, power=Power.ANSWER, reason=WHY, by=coordinator)
    with pytest.raises(NotForYourself):
        end_mandate(mine, reason=WHY, by=coordinator)

    assert Mandate.objects.filter(person=coordinator).count() == 1


@pytest.mark.parametrize("power", [Power.RUN_HOUSE, Power.READ_AUDIT, Power.MANAGE_PEOPLE, Power.REVEAL_CONTACT])
def test_a_coordinator_cannot_give_the_powers_over_the_house(coordinator: Person, power: Power) -> None:
    with pytest.raises(NotYoursToGive):
        grant_mandate(make_person(), body=found_body("Hotline", by=None), power=power, reason=WHY, by=coordinator)


def test_a_mandate_needs_a_reason(coordinator: Person) -> None:
    with pytest.raises(ReasonMissing):
        grant_mandate(
            make_person(), body=found_body("Hotline", by=None), power=Power.ANSWER, reason=" a ", by=coordinator
        )


def doors(found: list[URLPattern | URLResolver]) -> set[str]:
    powers: set[str] = set()
    for each in found:
        if isinstance(each, URLResolver):
            powers |= doors(each.url_patterns)
        else:
            powers |= {str(power) for power in getattr(each.callback, "needs_powers", ())}
    return powers


def test_every_door_names_powers_that_exist() -> None:
    named = doors(get_resolver().url_patterns)

    assert named
    assert named <= set(Power.values)


def test_a_door_is_shut_for_everybody_without_the_power(client: Client, coordinator: Person) -> None:
    client.force_login(coordinator)
    session = client.session
    session["demo"] = True
    session.save()
    before = client.get("/people/").status_code
    Mandate.objects.filter(person=coordinator).update(ends_at=clock.ago(seconds=1))

    assert (before, client.get("/people/").status_code) == (200, 404)


@pytest.mark.parametrize("power", sorted(Power))
def test_a_sign_in_link_opens_no_power_that_its_maker_could_not_give(
    client: Client, coordinator: Person, power: Power
) -> None:
    ana = make_person()
    grant_mandate(ana, body=found_body("Hotline", by=None), power=power, reason=WHY, by=None)
    client.force_login(coordinator)
    session = client.session
    session["demo"] = True
    session.save()

    answer = client.post(f"/governance/people/{ana.pk}/invitation/")

    assert answer.status_code == (200 if power in GIVEN_BY_COORDINATORS else 404)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["demo"] = True
    session.save()
    return client


def test_whoever_looks_after_people_writes_down_how_they_want_to_be_asked(coordinator: Person) -> None:
    person, outsider = make_person(), make_person()
    assert browser(outsider).post(f"/people/{person.pk}/channels/", {"asked_by": "call"}).status_code == 404
    assert Person.objects.get(pk=person.pk).asked_by == "text"

    browser(coordinator).post(f"/people/{person.pk}/channels/", {"asked_by": "text_call"})

    assert Person.objects.get(pk=person.pk).asked_by == "text_call"
    assert Consent.objects.get(person=person, purpose=Purpose.ACTIVATION_CALL).source == "told us"
    assert (
        "By text. By call if texts cannot reach me"
        in browser(coordinator).get(f"/people/{person.pk}/").content.decode()
    )
