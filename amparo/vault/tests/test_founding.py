from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest

from amparo.core import sealed
from amparo.core.events import ask
from amparo.core.sealed import ClosingAsked, Place, close_for, read_body
from amparo.vault import arrival, practice, ticks
from amparo.vault.actions.founding import KeyMade, found_circles
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.circles import CIRCLES, seed_circles
from amparo.vault.directory import key_words
from amparo.vault.enums import Kind
from amparo.vault.errors import AlreadyFounded, NotACloseKey, NotVouched
from amparo.vault.models import Circle, Key, Note
from amparo.vault.practice import list_people
from amparo.vault.selectors import closing_of
from amparo.vault.tests.factories import Keyed, keyed, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> Any:
    settings.OPERATIONAL_KEY_FILE = str(tmp_path / "operational.key")
    arrival._identity.cache_clear()
    yield
    arrival._identity.cache_clear()


@pytest.fixture
def sam() -> Keyed:
    seed_circles()
    sam = keyed("sam")
    list_people([sam.key], root=sam.sign)
    return sam


def key_made(sam: Keyed, inside: pyrage.x25519.Identity, circle: str) -> KeyMade:
    found = Circle.objects.filter(name=circle).first()
    key = Key(kind=Kind.CIRCLE if circle else Kind.RECOVERY, circle=found, recipient=str(inside.to_public()))
    return KeyMade(key.pk, key.recipient, circle, practice.sign(key_words(key), sam.sign))


def as_browser(sam: Keyed) -> tuple[dict[str, Any], pyrage.x25519.Identity]:
    """What the founder's browser sends, and the recovery key."""
    recovery = pyrage.x25519.Identity.generate()
    lost = key_made(sam, recovery, "")
    keys, wraps = [], []
    for circle in CIRCLES:
        inside = pyrage.x25519.Identity.generate()
        made = key_made(sam, inside, circle)
        keys.append(made)
        for to, recipient in (({"to_person": sam.person.pk}, sam.key.recipient), ({"to_key": lost.id}, lost.recipient)):
            id = uuid4()
            closed = close_for([recipient], str(inside), place=Place("vault_wrap", "body", id, str(made.id)))
            wraps.append(WrapMade(id=id, key=made.id, closed=closed, **to))
    return {"recovery": lost, "keys": keys, "wraps": wraps}, recovery


def arrived(words: str) -> Note:
    """Something that came in before there were circles."""
    closing = ask(ClosingAsked("hotline-triage"))
    note = Note(circle=Circle.objects.get(name="hotline-triage"), key=closing.key)
    note.words = close_for([closing.recipient], words, place=Place("vault_note", "words", note.pk))
    note.save()
    return note


def read(note: Note, inside: pyrage.x25519.Identity) -> str:
    note.refresh_from_db()
    return read_body(pyrage.decrypt(bytes(note.words), [inside]), place=Place("vault_note", "words", note.pk))


def test_founding_closes_anew_what_arrived_and_ends_the_arrival_key(sam: Keyed) -> None:
    note = arrived("before the circles")
    said, recovery = as_browser(sam)

    found_circles(sam.person, **said)
    late = arrived_late("on its way", note)
    ticks.end_the_arrival_key()

    triage = Key.objects.get(circle__name="hotline-triage")
    assert note_key(note) == note_key(late) == triage.pk
    assert read(note, sam.opens(triage)) == "before the circles"
    assert read(late, opened(triage.wraps.get(to_key__kind=Kind.RECOVERY), recovery)) == "on its way"
    assert arrival.key_file().exists(), "not in the minutes after the founding"
    Key.objects.filter(kind=Kind.ARRIVAL).update(retired_at="2026-01-01T00:00Z")
    ticks.end_the_arrival_key()
    assert not arrival.key_file().exists()
    assert closing_of("hotline-triage") is not None


def arrived_late(words: str, before: Note) -> Note:
    """What another process closed to the arrival key a moment before the founding was seen there."""
    key = Key.objects.get(kind=Kind.ARRIVAL)
    note = Note(circle=before.circle, key=key.pk)
    note.words = close_for([key.recipient], words, place=Place("vault_note", "words", note.pk))
    note.save()
    return note


def note_key(note: Note) -> Any:
    note.refresh_from_db()
    return note.key


def test_the_arrival_key_stays_while_something_waits_outside_the_database(sam: Keyed, monkeypatch: Any) -> None:
    arrived("x")
    found_circles(sam.person, **as_browser(sam)[0])
    Key.objects.filter(kind=Kind.ARRIVAL).update(retired_at="2026-01-01T00:00Z")
    from amparo.core import events

    monkeypatch.setitem(events._answers, sealed.ArrivalsWaitAsked, [(1, lambda _asked: True)])
    ticks.end_the_arrival_key()

    assert arrival.key_file().exists()


def test_circles_are_founded_once_whole_and_signed(sam: Keyed) -> None:
    said, _recovery = as_browser(sam)
    stranger = keyed("stranger")

    for wrong in (
        {**said, "keys": said["keys"][1:]},
        {**said, "wraps": said["wraps"][1:]},
        {**said, "wraps": [*said["wraps"][1:], said["wraps"][1]]},
    ):
        with pytest.raises(NotACloseKey):
            found_circles(sam.person, **wrong)
    with pytest.raises(NotVouched):
        found_circles(stranger.person, **said)
    found_circles(sam.person, **said)
    with pytest.raises(AlreadyFounded):
        found_circles(sam.person, **as_browser(sam)[0])
    assert Key.objects.filter(kind=Kind.CIRCLE).count() == len(CIRCLES)
