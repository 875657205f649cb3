"""Cases for tests: opened with keys that are known here, as a browser would have done it."""

from collections.abc import Sequence
from uuid import uuid4

import pyrage

from amparo.cases.models import Case, Needs, Seat, Story
from amparo.core.sealed import Place, close_for
from amparo.demo.circles import written_down
from amparo.people.models import Person
from amparo.vault.enums import Kind, Part
from amparo.vault.models import Key
from amparo.vault.practice import signed, wrap


def make_key(case: Case, part: Part) -> Key:
    """A key of one part of a case, wrapped for the casework circle and signed by the demo's founder."""
    inside = pyrage.x25519.Identity.generate()
    key = Key(kind=Kind.CASE, subject=case.pk, part=part, recipient=str(inside.to_public()))
    founder = written_down()["people"][written_down()["founder"]]
    key = signed(key, founder["sign"])
    wrap(key, str(inside), to_key=Key.objects.get(circle__name="casework", retired_at=None))
    return key


def make_case(
    *,
    names: str = "",
    contacts: str = "",
    narrative: str = "",
    needs: str = "",
    team: list[Person] | None = None,
    parts: Sequence[Part] = tuple(Part),
) -> Case:
    """A case of the founded practice circles, with its words closed; without a team it waits for one."""
    case = Case.objects.create(language="es")
    keys = {part: make_key(case, part) for part in parts}
    identity, ops = keys[Part.IDENTITY], keys[Part.OPS]
    story, needed = uuid4(), uuid4()
    words = {"names": names, "contacts": contacts, "narrative": narrative}
    closed = {
        name: close_for([identity.recipient], text, place=Place("cases_story", name, story, str(case.pk)))
        for name, text in words.items()
        if text
    }
    Story.objects.create(id=story, case=case, key=identity.pk, **closed)
    place = Place("cases_needs", "words", needed, str(case.pk))
    Needs.objects.create(
        id=needed, case=case, key=ops.pk, words=close_for([ops.recipient], needs, place=place) if needs else None
    )
    Seat.objects.bulk_create(Seat(case=case, person=person, part=part) for person in team or [] for part in parts)
    return case
