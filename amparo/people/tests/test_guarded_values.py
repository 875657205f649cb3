import pytest
from django.core import serializers
from django.db import connection

from amparo.core.guarded import Guarded, GuardedUnreadable, keyed_hash, seal, unseal
from amparo.people.models import ContactPoint

pytestmark = pytest.mark.django_db
NUMBER = "+14135550142"


@pytest.fixture
def point() -> ContactPoint:
    return ContactPoint.objects.create(kind="phone", value=NUMBER, index=keyed_hash("phone", NUMBER))


def test_a_guarded_value_comes_back_only_when_revealed(point: ContactPoint) -> None:
    found = ContactPoint.objects.get(pk=point.pk)

    assert found.value.reveal() == NUMBER
    assert (str(found.value), repr(found.value), str(found)) == (
        "[guarded]",
        "[guarded]",
        f"contactpoint {str(found.pk)[:8]}",
    )


def test_nothing_of_the_value_stands_in_the_database_or_a_dump(point: ContactPoint) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text || index FROM people_contactpoint")
        row = cursor.fetchone()
    dumped = serializers.serialize("json", ContactPoint.objects.all())

    assert row is not None
    for form in (NUMBER, NUMBER[1:], NUMBER.encode().hex()):
        assert form not in row[0]
        assert form not in dumped


def test_a_dump_is_read_back_into_the_same_row(point: ContactPoint) -> None:
    dumped = serializers.serialize("json", ContactPoint.objects.all())
    point.delete()

    for row in serializers.deserialize("json", dumped):
        row.save()

    assert ContactPoint.objects.get().value.reveal() == NUMBER


def test_a_value_copied_in_the_program_is_sealed_for_its_new_row(point: ContactPoint) -> None:
    copy = ContactPoint.objects.create(kind="email", value=ContactPoint.objects.get().value, index="copy")

    assert ContactPoint.objects.get(pk=copy.pk).value.reveal() == NUMBER
    assert ContactPoint.objects.get(pk=point.pk).value.reveal() == NUMBER


def test_a_value_moved_to_another_row_does_not_open(point: ContactPoint) -> None:
    other = ContactPoint.objects.create(kind="phone", value="+14135550143", index=keyed_hash("phone", "+14135550143"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_contactpoint SET value = (SELECT value FROM people_contactpoint WHERE id = %s) WHERE id = %s",
            [point.pk, other.pk],
        )

    with pytest.raises(GuardedUnreadable):
        ContactPoint.objects.get(pk=other.pk).value.reveal()


def test_a_value_written_in_bulk_is_encrypted_like_any_other() -> None:
    ContactPoint.objects.bulk_create(
        ContactPoint(kind="phone", value=f"+141355501{n}", index=keyed_hash("phone", f"+141355501{n}"))
        for n in (50, 51)
    )

    assert {row.value.reveal() for row in ContactPoint.objects.all()} == {"+14135550150", "+14135550151"}


def test_a_guarded_value_cannot_be_written_around_its_row(point: ContactPoint) -> None:
    with pytest.raises(TypeError, match="through its row"):
        ContactPoint.objects.update(value="+14135550199")


def test_a_changed_or_foreign_text_is_refused() -> None:
    sealed = seal("words", context="a.b.1")

    assert unseal(sealed, context="a.b.1") == "words"
    for wrong in (sealed[:-1] + b"x", b"\x02" + sealed[1:], b""):
        with pytest.raises(GuardedUnreadable):
            unseal(wrong, context="a.b.1")


def test_the_index_depends_on_the_purpose_and_hides_the_value() -> None:
    assert keyed_hash("phone", NUMBER) == keyed_hash("phone", NUMBER)
    assert keyed_hash("phone", NUMBER) != keyed_hash("other", NUMBER)
    assert bool(Guarded(plain="x"))
