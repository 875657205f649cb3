"""The house's part of a recovery: that its closed keys were carried out, and who reads again."""

from collections.abc import Sequence

from django.db import transaction

from amparo.audit.actions import record
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.errors import NotACloseKey, SecondPersonNeeded
from amparo.vault.models import Key, Membership, PersonKey
from amparo.vault.someone import Someone


@transaction.atomic
def note_export(by: Someone, *, second: Someone, keys: int, wraps: int) -> None:
    """Write down, before anything leaves the house, that two people carry its closed keys and rows out."""
    if second.pk == by.pk:
        raise SecondPersonNeeded
    record("recovery.exported", actor=by, second=str(second.pk), keys=keys, wraps=wraps)


@transaction.atomic
def read_again(by: Someone, *, second: Someone, made: Sequence[tuple[WrapMade, str]]) -> int:
    """Take back keys that the recovery closed for people (each with the public half it was closed to); how many were kept.

    Whoever gets a circle's key is in the circle again. A wrap for keys that somebody does not have any more is refused
    (NotACloseKey), and then nothing is kept at all.
    """
    if second.pk == by.pk:
        raise SecondPersonNeeded
    keys = Key.objects.select_related("circle").in_bulk({wrap.key for wrap, _recipient in made})
    for wrap, recipient in made:
        key, reader = keys.get(wrap.key), _reader(wrap, recipient)
        if reader is None or key is None:
            raise NotACloseKey
        keep_wraps(key, made=[wrap], by=by)
        if key.circle is not None and key.retired_at is None:
            _in_again(key, reader, by)
    record("recovery.imported", actor=by, second=str(second.pk), keys=len(keys), wraps=len(made))
    return len(made)


def _reader(wrap: WrapMade, recipient: str) -> PersonKey | None:
    """For whom this wrap is, if they still have the keys that it was closed to."""
    if wrap.to_person is None or wrap.to_key is not None:
        return None
    return PersonKey.objects.filter(person_id=wrap.to_person, retired_at=None, recipient=recipient).first()


def _in_again(key: Key, reader: PersonKey, by: Someone) -> None:
    """In the circle, so that the house hands out its key; unsigned, so that no browser takes it for somebody's word."""
    Membership.objects.get_or_create(
        circle=key.circle, person_id=reader.person_id, ended_at=None,
        defaults={"admitted_by_id": by.pk, "recipient": reader.recipient},
    )  # fmt: skip
