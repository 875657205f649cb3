"""New keys for open cases, after somebody was removed for cause: their old keys open nothing that is kept from now on.

It is done in the browser of whoever can open the case, one case after the other. Each case is done whole or not at all, so that
a browser that is closed half-way leaves every case readable for its team; whoever comes next goes on.
"""

from collections.abc import Container, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.cases.actions.opening import STORY
from amparo.cases.closing import closing_now
from amparo.cases.errors import NotComplete
from amparo.cases.models import Case, Needs, Renewal, SealedFile, Seat, Story
from amparo.cases.selectors import part_keys
from amparo.core import clock
from amparo.core.sealed import Closing
from amparo.people.models import Person
from amparo.vault.actions.keys import PartKeyMade, drop_all_wraps, keep_part_key, retire_part_keys
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Part
from amparo.vault.members import listed_keys
from amparo.vault.sealing import Sealed, version_of


@transaction.atomic
def want_renewals(removed: UUID, *, by: UUID) -> int:
    """Take somebody off every team and write down that every open case needs new keys: the casework circle opens each of them."""
    actor = Person.objects.filter(pk=by).first()
    Seat.objects.filter(person_id=removed, ended_at=None).update(ended_at=clock.now())
    drop_all_wraps(removed, by=actor)
    wanted = [Renewal(case_id=case, removed_id=removed) for case in Case.objects.open().values_list("pk", flat=True)]
    Renewal.objects.bulk_create(wanted, ignore_conflicts=True)
    record("case.renewals_wanted", actor=actor, cases=len(wanted), removed=str(removed))
    return len(wanted)


@transaction.atomic
def renew_case(
    case: Case, *, by: Person, keys: Sequence[PartKeyMade], wraps: Sequence[WrapMade],
    words: Mapping[str, Sealed | None],
) -> None:  # fmt: skip
    """Replace the keys of a case and everything closed to them. Not complete, or written to meanwhile: refused, nothing changed."""
    circle = closing_now()
    Case.objects.select_for_update().get(pk=case.pk)  # nobody comes onto the team, or goes, while its keys are replaced
    renewal = Renewal.objects.select_for_update().filter(case=case).first()
    if renewal is None:
        return
    story, needs = Story.objects.select_for_update().get(case=case), Needs.objects.select_for_update().get(case=case)
    files = list(SealedFile.objects.select_for_update().filter(case=case))
    before = {
        **{name: (getattr(story, name), Part.IDENTITY) for name in STORY}, "needs": (needs.words, Part.OPS),
        **{str(file.pk): (file.details, Part.EVIDENCE) for file in files},
    }  # fmt: skip
    if sorted(each.part for each in keys) != sorted(part_keys(case)):
        raise NotComplete
    retire_part_keys(case.pk, by=by)
    listed = listed_keys() if case.seats.filter(ended_at=None).exists() else {}
    made = {
        each.part: keep_part_key(
            each,
            subject=case.pk,
            by=by,
            wraps=_its_wraps(case, each, wraps, removed=renewal.removed_id, circle=circle, listed=listed),
        )
        for each in keys
    }
    for name, (there, part) in before.items():
        given = words.get(name)
        if (given is None) != (not there) or (given and given.seen != version_of(there)):
            raise NotComplete
        if given is not None and given.key != made[part].pk:
            raise NotComplete
    Story.objects.filter(pk=story.pk).update(
        key=made[Part.IDENTITY].pk, page="", **{name: _closed(words.get(name)) for name in STORY}
    )
    Needs.objects.filter(pk=needs.pk).update(key=made[Part.OPS].pk, page="", words=_closed(words.get("needs")))
    for file in files:
        SealedFile.objects.filter(pk=file.pk).update(
            key=made[Part.EVIDENCE].pk, details=_closed(words.get(str(file.pk)))
        )
    renewal.delete()
    record("case.renewed", actor=by, subject=case)


def _closed(words: Sealed | None) -> bytes | None:
    return words.closed if words else None


def _its_wraps(
    case: Case, key: PartKeyMade, wraps: Sequence[WrapMade], *, removed: UUID, circle: Closing | None,
    listed: Container[UUID],
) -> list[WrapMade]:  # fmt: skip
    """The wraps of a new key: for the circle as it is now and for exactly the team of that part, never for who was removed.

    Of the team those whose keys the directory names: whoever gave theirs up cannot keep a case from getting new ones.
    """
    seated = case.seats.filter(part=key.part, ended_at=None).values_list("person_id", flat=True)
    team = {person for person in seated if person in listed} - {removed}
    its = [each for each in wraps if each.key == key.id]
    wanted = {(person, None) for person in team} | {(None, circle.key if circle else None)}
    if {(each.to_person, each.to_key) for each in its} != wanted:
        raise NotComplete
    return its
