"""T10: neither one member with an account nor whoever writes the database decides alone who is believed and who is in."""

from datetime import timedelta

import pytest
from django.test import Client

from amparo.core import clock
from amparo.demo.circles import written_down
from amparo.governance.enums import Power
from amparo.keeping.removal import remove_what_is_over
from amparo.people.actions import close_account
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from amparo.vault.directory import the_directory
from amparo.vault.members import members_who_open
from amparo.vault.models import Circle, DirectoryEntry
from amparo.vault.practice import let_in, signer_of
from amparo.vault.tests.factories import founded, keyed
from amparo.vault.tests.test_directory import line
from amparo.vault.views.keys import shown_line
from tests.security.hands import at_work
from tests.vault_desks import Sits


def sends(who: Client, said: DirectoryEntry) -> int:
    return who.post("/vault/directory/", shown_line(said), content_type="application/json").status_code


@pytest.mark.django_db
def test_t10_a_member_takes_nobody_out_of_the_list() -> None:
    ana, ben, eve = keyed("ana"), keyed("ben"), keyed("eve")
    founded(ana, casework=[ana, ben], accompaniment=[eve])
    at_eves = at_work(eve.person)  # type: ignore[arg-type]

    assert sends(at_eves, line(ben, by=eve, recipient="", signer="")) == 422
    assert sends(at_eves, line(ana, by=eve, recipient="", signer="")) == 422
    assert {ana.person.pk, ben.person.pk} <= set(the_directory().people)

    with_powers(ana.person, Power.RUN_HOUSE)  # type: ignore[arg-type]
    assert sends(at_work(ana.person), line(eve, by=ana, recipient="", signer="")) == 200  # type: ignore[arg-type]


@pytest.mark.django_db
def test_t10_who_is_in_no_circle_lists_nobody_and_no_line_is_said_twice() -> None:
    ana, ben, eve, puppet = keyed("ana"), keyed("ben"), keyed("eve"), keyed("puppet")
    founded(ana, casework=[ana, ben], accompaniment=[eve])
    Circle.objects.get(name="accompaniment").memberships.all().delete()

    assert sends(at_work(eve.person), line(puppet, by=eve)) == 422  # type: ignore[arg-type]
    assert sends(at_work(ben.person), line(puppet, by=ben)) == 200  # type: ignore[arg-type]
    assert sends(at_work(ben.person), line(puppet, by=ben)) == 422  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t10_a_row_that_says_one_is_enough_lets_nobody_into_the_sanctuary(desk: Sits, cast: dict[str, Person]) -> None:
    circle, june = Circle.objects.get(name="sanctuary"), cast["dispatcher"]
    alone = written_down()["people"]["lead"]["sign"]  # one member of it who signs for a friend by herself
    assert signer_of(alone) == cast["lead"].person_keys.get().signer
    let_in(circle, june.person_keys.get(), root=alone)
    Circle.objects.filter(pk=circle.pk).update(sensitive=False)

    assert june.pk not in members_who_open(Circle.objects.get(pk=circle.pk))
    rosa = desk("coordinator")
    page = rosa.at("/vault/me/")
    rosa.opens()
    counted = page.evaluate(
        """async () => {
            const [list, ring] = [await import("/static/vault/directory.js"), await import("/static/vault/ring.js")];
            await ring.ready;
            const said = { ...await (await fetch("/vault/circles/sanctuary/ring/")).json(), sensitive: false };
            const root = ring.identity().root;
            return list.readMembers(said, await list.directory(root), root); }"""
    )
    assert str(cast["lead"].pk) in counted
    assert str(june.pk) not in counted


@pytest.mark.django_db
def test_t10_whoever_was_admitted_by_somebody_long_gone_counts_on() -> None:
    ana, ben, eve = keyed("ana"), keyed("ben"), keyed("eve")
    founded(ana, casework=[ana, ben], accompaniment=[eve])
    circle = Circle.objects.get(name="casework")
    let_in(circle, eve.key, root=ben.sign)
    assert eve.person.pk in members_who_open(circle)

    close_account(ben.person, by=None)  # type: ignore[arg-type]
    remove_what_is_over(clock.now() + timedelta(days=40))

    assert not Person.objects.filter(pk=ben.person.pk).exists()
    assert members_who_open(circle) == {ana.person.pk, eve.person.pk}
    ring = at_work(ana.person).get("/vault/circles/casework/ring/").json()  # type: ignore[arg-type]
    gone = next(each for each in ring["memberships"] if each["person"] == str(ben.person.pk))
    assert gone["ended"]
    assert at_work(ana.person).get("/vault/circles/casework/").status_code == 200  # type: ignore[arg-type]
