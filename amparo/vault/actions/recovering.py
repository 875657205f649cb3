"""The house's part of a recovery: that its closed keys were carried out, and who reads again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.events import announce
from amparo.core.models import Heartbeat
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.bus_factor import Thin, thin_keys
from amparo.vault.errors import NotACloseKey, SecondPersonNeeded
from amparo.vault.events import KeysHangOnFew
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


@transaction.atomic
def look_at_keys(*, since: datetime) -> Thin | None:
    """Look once a night whether every key hangs on two people at least, and tell whoever runs the house when not.

    None when somebody has looked since that moment: of two workers one does it.
    """
    first = Heartbeat.objects.get_or_create(name="keys at night", defaults={"at": clock.now()})[1]
    if not first and not Heartbeat.objects.filter(name="keys at night", at__lt=since).update(at=clock.now()):
        return None
    thin = thin_keys()
    if thin:
        record(
            "vault.keys_hang_on_few", actor=None, circles=sorted({*thin.circles, *thin.circles_unrecovered}),
            cases=thin.cases, cases_unrecovered=thin.cases_unrecovered,
        )  # fmt: skip
        announce(KeysHangOnFew())
    return thin
