"""The circles get their first keys, made in the browser of whoever runs the house; what arrived before is closed anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models, transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.sealed import NotSealed, close_for
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.arrival import open_arrival
from amparo.vault.circles import TRIAGE, seed_circles
from amparo.vault.directory import is_signed, key_words
from amparo.vault.enums import Kind
from amparo.vault.errors import AlreadyFounded, NotACloseKey, NotVouched
from amparo.vault.models import Circle, Key, Membership
from amparo.vault.sealing import place_of, sealed_models
from amparo.vault.selectors import closing_of, is_founded, living_key_of
from amparo.vault.someone import Someone


@dataclass(frozen=True)
class KeyMade:
    """A key as a browser made it: its id, its public half, the name of its circle (none for recovery), and the signature."""

    id: UUID
    recipient: str
    circle: str
    signature: str


@transaction.atomic
def found_circles(by: Someone, *, recovery: KeyMade, keys: Sequence[KeyMade], wraps: Sequence[WrapMade]) -> list[Key]:
    """Give every circle its first key, wrapped for the founder and for recovery. Once: later ones get AlreadyFounded.

    Every key must be signed by the founder's own; every circle of the house must get one, with both wraps. What arrived
    before is closed anew to triage in the same breath, and again by the tick for what was on its way.
    """
    seed_circles()
    circles = {circle.name: circle for circle in Circle.objects.select_for_update()}
    if is_founded():
        raise AlreadyFounded
    mine = living_key_of(by)
    if mine is None or {each.circle for each in keys} != set(circles) or len(keys) != len(circles):
        raise NotACloseKey
    lost = _kept(recovery, None, kind=Kind.RECOVERY, signer=mine.signer)
    made = [_kept(each, circles[each.circle], kind=Kind.CIRCLE, signer=mine.signer) for each in keys]
    for given, key in zip(keys, made, strict=True):
        its = [each for each in wraps if each.key == key.pk]
        if {(each.to_person, each.to_key) for each in its} != {(by.pk, None), (None, lost.pk)}:
            raise NotACloseKey
        keep_wraps(key, made=its, by=by)
        Membership.objects.create(
            circle=circles[given.circle], person_id=by.pk, admitted_by_id=by.pk, recipient=mine.recipient
        )
    Key.objects.filter(kind=Kind.ARRIVAL, retired_at=None).update(retired_at=clock.now())
    record("vault.founded", actor=by, subject=lost, circles=len(made))
    move_arrivals(by)
    return made


def _kept(given: KeyMade, circle: Circle | None, *, kind: Kind, signer: str) -> Key:
    key = Key(id=given.id, kind=kind, recipient=given.recipient, circle=circle)
    key.signed_by, key.signature = signer, given.signature
    if not is_signed(key_words(key), by=signer, signature=given.signature):
        raise NotVouched
    key.save(force_insert=True)
    return key


@transaction.atomic
def move_arrivals(by: Someone | None, *, most: int = 5_000) -> int:
    """Close anew, to triage or to the circle that a model names (``arrives_to``), what lies under the arrival key."""
    old = list(Key.objects.filter(kind=Kind.ARRIVAL).exclude(retired_at=None).values_list("id", flat=True))
    moved = sum(_move(row, columns) for model, columns in sealed_models() for row in _rows(model, old, most))
    if moved:
        record("vault.arrivals_moved", actor=by, rows=moved)
    return moved


def _rows(model: type[models.Model], keys: list[UUID], most: int) -> Iterator[models.Model]:
    return iter(model._default_manager.filter(key__in=keys).select_for_update()[:most])


def _move(row: models.Model, columns: list[str]) -> int:
    closing = closing_of(getattr(row, "arrives_to", TRIAGE))
    assert closing is not None
    changed: dict[str, object] = {"key": closing.key}
    try:
        for column in columns:
            closed, place = getattr(row, column), place_of(row, column)
            if closed:
                changed[column] = close_for([closing.recipient], open_arrival(bytes(closed), place=place), place=place)
    except NotSealed:
        return 0  # not whole: it stays as it is, and its page says so
    return int(type(row)._default_manager.filter(pk=row.pk, key=row.key).update(**changed))  # type: ignore[attr-defined]
