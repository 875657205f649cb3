from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.audit.models import Entry
from amparo.core.events import ask
from amparo.core.sealed import Closing, ClosingAsked
from amparo.vault import practice
from amparo.vault.actions.directory import add_line
from amparo.vault.directory import line_hash, line_words, pin_file, pinned_root, read_directory, the_directory
from amparo.vault.errors import DirectoryMovedOn, NotVouched
from amparo.vault.models import DirectoryEntry, Key
from amparo.vault.practice import OnlyForPractice, give_keys, signer_of
from amparo.vault.selectors import last_good_file
from amparo.vault.tests.factories import Keyed, founded, keyed

pytestmark = pytest.mark.django_db


def line(subject: Keyed, *, by: Keyed, **other: Any) -> DirectoryEntry:
    said = {"recipient": subject.key.recipient, "signer": subject.key.signer, "previous": the_directory().head, **other}
    made = DirectoryEntry(subject=subject.person.pk, vouched_by=signer_of(by.sign), **said)
    made.signature = practice.sign(line_words(made), by.sign)
    return made


@pytest.fixture
def ana() -> Keyed:
    return keyed("ana")


@pytest.fixture
def root(ana: Keyed) -> Keyed:
    founded(ana, casework=[ana])
    return ana


def test_who_is_listed_lists_others_and_takes_them_out(root: Keyed) -> None:
    ben, eva = keyed("ben"), keyed("eva")

    add_line(ben.person.pk, line=line(ben, by=root), by=root.person)
    add_line(eva.person.pk, line=line(eva, by=ben), by=ben.person)
    add_line(ben.person.pk, line=line(ben, by=root, recipient="", signer=""), by=root.person)

    assert set(the_directory().people) == {root.person.pk, eva.person.pk}
    with pytest.raises(NotVouched):
        add_line(ben.person.pk, line=line(ben, by=ben), by=ben.person)


def test_a_line_by_a_stranger_with_other_keys_or_a_false_signature_is_refused(root: Keyed) -> None:
    ben, stranger = keyed("ben"), keyed("stranger")
    forged = line(ben, by=root)
    forged.signature = forged.signature[:-1] + ("0" if forged.signature[-1] != "0" else "1")
    others = line(ben, by=root, recipient=stranger.key.recipient)

    for bad in (line(ben, by=stranger), forged, others):
        with pytest.raises(NotVouched):
            add_line(ben.person.pk, line=bad, by=root.person)
    assert set(the_directory().people) == {root.person.pk}


def test_two_who_add_at_once_are_told(root: Keyed) -> None:
    ben, eva = keyed("ben"), keyed("eva")
    first, second = line(ben, by=root), line(eva, by=root)

    add_line(ben.person.pk, line=first, by=root.person)

    with pytest.raises(DirectoryMovedOn):
        add_line(eva.person.pk, line=second, by=root.person)


def test_the_database_changes_and_removes_no_line(root: Keyed) -> None:
    for statement in ("update vault_directoryentry set recipient = 'age1x'", "delete from vault_directoryentry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 2),
    field=st.sampled_from(["subject", "recipient", "signer", "vouched_by", "previous", "signature"]),
)
def test_whatever_is_changed_in_a_line_it_and_all_after_it_count_no_more(at: int, field: str) -> None:
    lines = _chain()
    value = str(getattr(lines[at], field)) or "0"
    setattr(lines[at], field, ("1" if value[0] == "0" else "0") + value[1:])

    found = read_directory(lines, root=lines[0].vouched_by if (at, field) != (0, "vouched_by") else "0" * 64)

    assert len(found.people) <= at
    assert found.faults


def _chain() -> list[DirectoryEntry]:
    from uuid import uuid4

    root, previous, lines = "11" * 32, "", list[DirectoryEntry]()
    for number in range(3):
        made = DirectoryEntry(
            subject=uuid4(), recipient=f"age1{number}", signer=signer_of(f"{number + 11:02}" * 32), vouched_by=signer_of(root),
            previous=previous,
        )  # fmt: skip
        made.signature = practice.sign(line_words(made), root)
        previous = line_hash(made)
        lines.append(made)
    return lines


def test_a_key_that_was_swapped_in_the_database_is_not_used_and_the_audit_tells(root: Keyed) -> None:
    good = ask(ClosingAsked("casework"))
    attacker = keyed("attacker")

    Key.objects.filter(circle__name="casework").update(recipient=attacker.key.recipient)

    assert ask(ClosingAsked("casework")) == good == Closing(good.key, good.recipient)
    assert Entry.objects.filter(verb="vault.key_not_vouched").count() == 1
    last_good_file("casework").unlink()
    with pytest.raises(NotVouched):
        ask(ClosingAsked("casework"))


def test_a_whole_directory_written_anew_by_somebody_else_is_not_believed(root: Keyed) -> None:
    good, pinned = ask(ClosingAsked("casework")), pinned_root()
    attacker = keyed("attacker")
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from vault_directoryentry")
        cursor.execute("set session_replication_role = origin")
    practice.list_people([attacker.key], root=attacker.sign)
    pin_file().write_text(pinned, encoding="ascii")
    key = Key.objects.get(circle__name="casework")
    key.recipient, key.signed_by = attacker.key.recipient, attacker.key.signer
    from amparo.vault.directory import key_words

    key.signature = practice.sign(key_words(key), attacker.sign)
    key.save()

    assert ask(ClosingAsked("casework")) == good


def test_the_page_adds_a_line_only_signed_by_whoever_sends_it(client: Client, root: Keyed) -> None:
    ben, eva = keyed("ben"), keyed("eva")
    add_line(ben.person.pk, line=line(ben, by=root), by=root.person)
    client.force_login(root.person)  # type: ignore[arg-type]
    session = client.session
    session["demo"] = True
    session.save()
    from amparo.vault.views.keys import shown_line

    by_another = client.post("/vault/directory/", shown_line(line(eva, by=ben)), content_type="application/json")
    own = client.post("/vault/directory/", shown_line(line(eva, by=root)), content_type="application/json")

    assert (by_another.status_code, own.status_code) == (422, 200)


def test_keys_for_practice_are_never_given_in_a_production(settings: Any) -> None:
    person = keyed("ana")
    settings.MODE = "production"

    with pytest.raises(OnlyForPractice):
        give_keys(person.person, practice.Practice("age1x", "00" * 32))
