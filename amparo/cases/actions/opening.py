"""A case is opened with keys that were made for it in the browser of whoever opens it, and ends by one word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.cases.closing import closing_now
from amparo.cases.enums import Ended
from amparo.cases.errors import CaseClosed, NotComplete, SeatTaken
from amparo.cases.models import Case, Closure, Needs, Seat, Story
from amparo.cases.selectors import waits
from amparo.people.models import Person
from amparo.vault.actions.keys import PartKeyMade, keep_part_key
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Part
from amparo.vault.models import Key
from amparo.vault.sealing import Sealed

STORY = ("names", "contacts", "narrative")


@dataclass(frozen=True)
class Sheets:
    """The ids that the browser closed the words for: of the case, its story and its needs."""

    case: UUID
    story: UUID
    needs: UUID


@transaction.atomic
def open_case(
    sheets: Sheets, *, by: Person, origin: UUID | None, language: str, keys: Sequence[PartKeyMade],
    wraps: Sequence[WrapMade], words: Mapping[str, Sealed | None],
) -> Case:  # fmt: skip
    """Open a case, closed to the casework circle, which takes it on. However often it is pressed, one contact makes one case.

    The key of each part is signed by whoever opens it and wrapped for that circle, or it is NotComplete. The opener keeps no key.
    """
    there = Case.objects.filter(origin=origin).first() if origin else Case.objects.filter(pk=sheets.case).first()
    if there is not None:
        return there
    circle = closing_now()
    if circle is None or sorted(each.part for each in keys) != sorted(Part):
        raise NotComplete
    case = Case.objects.create(id=sheets.case, origin=origin, language=language, opened_by=by)
    made = {}
    for each in keys:
        its = [wrap for wrap in wraps if wrap.key == each.id]
        if [(wrap.to_person, wrap.to_key) for wrap in its] != [(None, circle.key)]:
            raise NotComplete
        made[each.part] = keep_part_key(each, subject=case.pk, wraps=its, by=by)
    story = {name: _closed(words.get(name), made[Part.IDENTITY]) for name in STORY}
    Story.objects.create(id=sheets.story, case=case, key=made[Part.IDENTITY].pk, **story)
    Needs.objects.create(
        id=sheets.needs, case=case, key=made[Part.OPS].pk, words=_closed(words.get("needs"), made[Part.OPS])
    )
    record("case.opened", actor=by, subject=case, from_contact=origin is not None)
    return case


def _closed(words: Sealed | None, key: Key) -> bytes | None:
    if words is None:
        return None
    if words.key != key.pk:
        raise NotComplete
    return words.closed


@transaction.atomic
def take_on(case: Case, *, by: Person) -> None:
    """Take a waiting case on: from now on it is for its team alone. The first one wins; the others get SeatTaken.

    It waits as well when all who opened the whole of it have left; companions who are there keep their seats.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if Closure.objects.filter(case=case).exists():
        raise CaseClosed
    if not waits(case):
        raise SeatTaken
    for part in Part:
        Seat.objects.get_or_create(case=case, person=by, part=part, ended_at=None, defaults={"given_by": by})
    record("case.taken_on", actor=by, subject=case)


@transaction.atomic
def close_case(case: Case, *, by: Person, how: Ended) -> Closure:
    """End a case. The first to end it wins; later ones get CaseClosed. Its words stay sealed until their time is over."""
    closure, is_new = Closure.objects.get_or_create(case=case, defaults={"by": by, "how": how})
    if not is_new:
        raise CaseClosed
    record("case.closed", actor=by, subject=case, how=how.value)
    return closure


@transaction.atomic
def reopen_case(case: Case, *, by: Person) -> None:
    """Go on with a case that was ended."""
    if Closure.objects.filter(case=case).delete()[0]:
        record("case.reopened", actor=by, subject=case)
