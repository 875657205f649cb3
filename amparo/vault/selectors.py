import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from amparo.core.events import ask
from amparo.core.sabotage import sabotaged
from amparo.core.sealed import Closing
from amparo.vault.directory import is_signed, key_words, pin_root, pinned_root, the_directory, who_counts
from amparo.vault.enums import Kind, Opens, Shreds
from amparo.vault.epochs import disclose
from amparo.vault.errors import NotVouched, Shredded
from amparo.vault.events import PartsAsked
from amparo.vault.models import Circle, DirectoryEntry, Key, Note, PersonKey, Unlocker, Wrap
from amparo.vault.sealing import sealed_models
from amparo.vault.someone import Someone

TRIAGE = "hotline-triage"
LEVELS = 4  # case part -> circle -> person, and one to spare
_good: set[tuple[UUID, str, str]] = set()


def closing_of(circle: str) -> Closing | None:
    """With which key this circle closes what arrives now; None while it has none. A key that nobody signed is NotVouched."""
    key = Key.objects.filter(circle__name=circle, retired_at=None).select_related("circle").first()
    if key is None:
        return None
    if not is_vouched(key):
        raise NotVouched(circle)
    return Closing(key=key.id, recipient=key.recipient)


def is_vouched(key: Key) -> bool:
    """Whether somebody of the directory signed this key, and a circle's key somebody of the circle.

    Before a root is pinned there is no directory, and nothing to ask.
    """
    if sabotaged("T7"):
        return True
    if (
        not pinned_root()
    ):  # set up just now, or another machine: the list's first line is believed once, and from then on
        first = DirectoryEntry.objects.order_by("id").first()
        if first is None:
            return True
        pin_root(first.vouched_by)
    mark = (key.id, key.recipient, key.signature)
    if mark in _good:
        return True
    if not is_signed(key_words(key), by=key.signed_by, signature=key.signature):
        return False
    found = the_directory()
    who = found.signers.get(key.signed_by)
    if who is None or (
        key.circle and who not in who_counts(key.circle, list(key.circle.memberships.order_by("created_at")), found)
    ):
        return False
    _good.add(mark)
    return True


def last_good_file(circle: str) -> Path:
    """Where the house remembers, outside the database, what it last closed to for this circle."""
    return Path(settings.PINS) / f"closing-{circle}-{settings.MODE}.json"


def last_good_closing(circle: str) -> Closing | None:
    """The key that was last found to be signed for this circle, whatever the database says now."""
    path = last_good_file(circle)
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="ascii"))
    return Closing(key=UUID(said["key"]), recipient=said["recipient"])


def was_founded(circle: str) -> bool:
    """Whether this circle ever had a key of its own, as the house remembers it outside the database, or as its rows say."""
    if not pinned_root():
        return False
    return last_good_file(circle).exists() or Key.objects.filter(circle__name=circle).exists()


def living_key_of(person: Someone) -> PersonKey | None:
    """Somebody's own keys when they have proven two ways in, one of them words; None before that."""
    key = unfinished_key_of(person)
    return key if key is not None and is_proven(key) else None


def unfinished_key_of(person: Someone) -> PersonKey | None:
    """The pair somebody has made, proven or not."""
    return PersonKey.objects.filter(person_id=person.pk, retired_at=None).first()


def is_proven(key: PersonKey, *, without: Unlocker | None = None) -> bool:
    """Whether two ways in were tried, and one of them is words on paper or in the head."""
    ways = [each.opens for each in proven_ways(key) if without is None or each.pk != without.pk]
    return len(ways) >= 2 and Opens.PHRASE in ways


def proven_ways(key: PersonKey) -> QuerySet[Unlocker]:
    """The ways in that were tried, in the order they were made."""
    return key.unlockers.exclude(proven_at=None).order_by("created_at")


@dataclass
class Opened:
    """A key as a browser gets it: its public half, and the ways to its private half that lead to this person."""

    key: Key
    wraps: list[dict[str, str]] = field(default_factory=list)


def keys_open_to(person: Someone, ids: Iterable[UUID]) -> dict[UUID, Opened]:
    """Of these keys, and of those that open them, those whose chain of wraps ends at this person. Others are simply not there."""
    mine = unfinished_key_of(person)
    keys, wraps = _chains(set(ids), mine)
    open_now = {wrap.key_id for wrap in wraps if wrap.to_person_id and _still_theirs(keys[wrap.key_id], person)}
    for _level in range(LEVELS):
        open_now |= {wrap.key_id for wrap in wraps if wrap.to_key_id in open_now}
    found = {id: Opened(keys[id]) for id in open_now}
    for wrap in wraps:
        if wrap.key_id in found and (wrap.to_person_id or wrap.to_key_id in found):
            found[wrap.key_id].wraps += _served(wrap)
    others = _others(found, person)
    return {id: each for id, each in found.items() if each.wraps and id not in others}


def _others(found: dict[UUID, Opened], person: Someone) -> set[UUID]:
    """Keys of case parts that are not for this person now, though a chain of wraps would end at them."""
    parts = {(key.subject, key.part) for key in _case_keys(found)}
    if not parts:
        return set()
    theirs = ask(PartsAsked(person.pk, frozenset(parts))) or frozenset()
    return {key.pk for key in _case_keys(found) if (key.subject, key.part) not in theirs}


def _case_keys(found: dict[UUID, Opened]) -> list[Key]:
    return [each.key for each in found.values() if each.key.kind == Kind.CASE]


def _chains(wanted: set[UUID], mine: PersonKey | None) -> tuple[dict[UUID, Key], list[Wrap]]:
    """The keys asked for and all that open them, with the wraps between; one question a level."""
    keys: dict[UUID, Key] = {}
    wraps: list[Wrap] = []
    for _level in range(LEVELS):
        new = Key.objects.filter(pk__in=wanted - set(keys)).select_related("circle").in_bulk()
        if not new:
            break
        keys |= new
        level = list(
            Wrap.objects.filter(Q(to_person=mine) if mine else Q(pk=None))
            .filter(key__in=new)
            .union(Wrap.objects.filter(key__in=new, to_key__isnull=False).exclude(to_key__kind=Kind.RECOVERY))
        )
        wraps += level
        wanted = {wrap.to_key_id for wrap in level if wrap.to_key_id}
    return keys, wraps


def _still_theirs(key: Key, person: Someone) -> bool:
    """A circle's key goes only to who is in the circle now, whatever wraps are left."""
    return key.circle is None or key.circle.memberships.filter(person_id=person.pk, ended_at=None).exists()


def _served(wrap: Wrap) -> list[dict[str, str]]:
    try:
        shreds, context = Shreds(wrap.shreds), f"vault_wrap.body.{wrap.pk}"
        body = disclose(bytes(wrap.body), shreds=shreds, week=wrap.week, context=context)
    except Shredded:
        return []
    kind, to = ("person", wrap.to_person_id) if wrap.to_person_id else ("key", wrap.to_key_id)
    return [{"id": str(wrap.pk), "to": str(to), "kind": kind, "body": b64encode(body).decode()}]


def circles_of(person: Someone) -> QuerySet[Circle]:
    """The circles somebody is in now."""
    return Circle.objects.filter(memberships__person_id=person.pk, memberships__ended_at=None).order_by("name")


def notes_of(circle: Circle, *, most: int = 500) -> QuerySet[Note]:
    """What a circle has noted, newest first."""
    return circle.notes.order_by("-changed_at")[:most]


def is_founded() -> bool:
    """Whether the circles have keys of their own."""
    return Key.objects.filter(kind=Kind.CIRCLE).exists()


def arrival_key_ids() -> frozenset[UUID]:
    """The keys under which the house itself still opens what arrived."""
    return frozenset(Key.objects.filter(kind=Kind.ARRIVAL).values_list("id", flat=True))


def left_under_arrival() -> int:
    """How many rows still lie under the arrival key."""
    keys = list(arrival_key_ids())
    return sum(model._default_manager.filter(key__in=keys).count() for model, _columns in sealed_models())
