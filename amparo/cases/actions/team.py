"""Who is on the team of a case. Whoever gives a seat wraps the key for them in their own browser."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from amparo.audit.actions import record
from amparo.cases.errors import CaseClosed, LastSeat, NotComplete, SeatTaken
from amparo.cases.models import HOLDS, Case, Closure, Renewal, Seat
from amparo.cases.selectors import part_keys, waits
from amparo.core import clock
from amparo.people.models import Person
from amparo.vault.actions.keys import drop_wraps
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.enums import Part
from amparo.vault.models import Wrap


@transaction.atomic
def give_seats(case: Case, *, person: Person, parts: Sequence[Part], wraps: Sequence[WrapMade], by: Person) -> None:
    """Let somebody onto the team for these parts, each with the wrap of its key. SeatTaken when they have one already.

    A case without evidence has no key for it yet; whoever adds the first file makes it for all who open everything.
    A companion alone holds no case: while nobody opens the whole of it, LastSeat.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if Closure.objects.filter(case=case).exists():
        raise CaseClosed
    if Part.IDENTITY not in parts and waits(case):
        raise LastSeat
    keys = part_keys(case)
    for part in parts:
        key = keys.get(part)
        if key is None and part == Part.EVIDENCE:
            continue
        its = [each for each in wraps if key is not None and each.key == key.pk]
        if key is None or [(each.to_person, each.to_key) for each in its] != [(person.pk, None)]:
            raise NotComplete
        _seat, is_new = Seat.objects.get_or_create(
            case=case, person=person, part=part, ended_at=None, defaults={"given_by": by}
        )
        if not is_new:
            raise SeatTaken
        keep_wraps(key, made=its, by=by)
    record("case.seat_given", actor=by, subject=case, person=str(person.pk), parts=[part.value for part in parts])


@transaction.atomic
def end_seat(seat: Seat, *, by: Person, for_cause: bool) -> None:
    """Take somebody off the team: the house hands them its key no more. For cause, the case gets new keys as well.

    Somebody must be left who opens the whole case, or it is refused with LastSeat.
    """
    case = Case.objects.select_for_update().get(pk=seat.case_id)
    others = case.seats.filter(HOLDS).exclude(person=seat.person_id)
    opens_it = case.seats.filter(ended_at=None, part=Part.IDENTITY, person=seat.person_id).exists()
    if opens_it and not others.exists():
        raise LastSeat
    case.seats.filter(person=seat.person_id, ended_at=None).update(ended_at=clock.now())
    drop_wraps(case.pk, person=seat.person_id, by=by)
    if for_cause:
        Renewal.objects.get_or_create(case=case, defaults={"removed_id": seat.person_id})
    record("case.seat_ended", actor=by, subject=case, person=str(seat.person_id), for_cause=for_cause)


@transaction.atomic
def leave_seats(person: UUID, *, by: UUID) -> None:
    """Whoever left the casework circle holds no case by its key any more; seats with a key of their own stay theirs."""
    own = Wrap.objects.filter(key__subject=OuterRef("case"), key__part=OuterRef("part"), to_person__person=person)
    left = Seat.objects.filter(~Exists(own), person=person, ended_at=None)
    count = Seat.objects.filter(pk__in=list(left.values_list("pk", flat=True))).update(ended_at=clock.now())
    record("case.seats_left", actor=Person.objects.filter(pk=by).first(), person=str(person), seats=count)
