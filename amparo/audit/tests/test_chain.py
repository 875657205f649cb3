import uuid
from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, connection, transaction

from amparo.audit.actions import record
from amparo.audit.chain import START, chain_entries, verify_chain
from amparo.audit.models import Entry, Link

pytestmark = pytest.mark.django_db


@dataclass
class Somebody:
    public_id: uuid.UUID = field(default_factory=uuid.uuid4)


@pytest.fixture
def five_linked() -> list[Entry]:
    entries = [record("case.opened", actor=Somebody(), count=number) for number in range(5)]
    chain_entries()
    return entries


def tamper(statement: str, *values: uuid.UUID) -> None:
    """What somebody could do who owns the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_untouched_chain_holds_and_its_head_moves_with_each_entry(five_linked: list[Entry]) -> None:
    before = verify_chain()
    record("case.closed", actor=None)
    chain_entries()
    after = verify_chain()

    assert (before.links, before.faults, after.links, after.faults) == (5, [], 6, [])
    assert START != before.head != after.head


def test_linking_again_adds_nothing(five_linked: list[Entry]) -> None:
    assert chain_entries() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry, audit_link",
        "UPDATE audit_link SET number = 9",
        "DELETE FROM audit_link",
    ],
)
def test_the_database_refuses_to_change_the_audit(five_linked: list[Entry], statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.count() == Link.objects.count() == 5


def test_a_changed_entry_is_found(five_linked: list[Entry]) -> None:
    tamper("UPDATE audit_entry SET verb = 'nothing.happened' WHERE id = %s", five_linked[2].pk)

    assert verify_chain().faults == ["link 3: the entry is not what was linked"]


def test_a_removed_entry_is_found(five_linked: list[Entry]) -> None:
    tamper("DELETE FROM audit_link WHERE entry_id = %s", five_linked[1].pk)
    tamper("DELETE FROM audit_entry WHERE id = %s", five_linked[1].pk)

    assert "link 2 is missing" in verify_chain().faults


def test_an_entry_that_never_got_its_link_is_found() -> None:
    record("case.read", actor=None)
    tamper("UPDATE audit_entry SET created_at = now() - interval '5 minutes'")

    assert verify_chain().faults == ["1 entries wait for their link for more than 60 seconds"]


def test_the_detail_of_an_entry_shows_itself_to_nobody_by_accident() -> None:
    entry = record("case.read", actor=Somebody(), fields=["narrative"])

    assert str(entry).startswith("entry ")
