from django.db.models import Prefetch, QuerySet

from amparo.cases.models import HOLDS, Case, Renewal, SealedFile, Seat
from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.vault.enums import Kind, Part
from amparo.vault.models import Key, PersonKey


def in_casework(person: Person) -> bool:
    """Whether this person is in the circle that takes cases on."""
    return person.circle_memberships.filter(circle__name="casework", ended_at=None).exists()


def leads_casework(person: Person) -> bool:
    """Whether this person leads casework: they renew the keys of cases whose team they are not on."""
    return in_casework(person) and may(person, Power.LEAD_CASES)


def parts_of(person: Person, case: Case) -> frozenset[Part]:
    """Which parts of a case this person may open: those of their seats; all of one that waits, for the casework circle."""
    seats = frozenset(
        Part(each) for each in case.seats.filter(person=person, ended_at=None).values_list("part", flat=True)
    )
    if Part.IDENTITY in seats:
        return seats
    return frozenset(Part) if waits(case) and in_casework(person) else seats


def waits(case: Case) -> bool:
    """Whether a case waits for somebody who takes it on: nobody who could come in opens all of it."""
    return not case.seats.filter(HOLDS).exists()


def cases_for(person: Person, *, ended: bool = False, most: int = 500) -> QuerySet[Case]:
    """The cases this person sees, newest first, each with who holds it and its sheets, ready for the list."""
    seats = Prefetch("seats", Seat.objects.filter(HOLDS), to_attr="held")
    found = Case.objects.visible_to(person).exclude(closure=None) if ended else Case.objects.visible_to(person).open()
    return found.select_related("story", "needs").prefetch_related(seats).order_by("-created_at")[:most]


def renewals_for(person: Person) -> QuerySet[Renewal]:
    """Cases that wait for new keys and that this person may renew: for whoever leads casework all, for others their own."""
    if not in_casework(person):
        return Renewal.objects.none()
    found = Renewal.objects.order_by("case")
    if leads_casework(person):
        return found
    return found.filter(case__seats__person=person, case__seats__part=Part.IDENTITY, case__seats__ended_at=None)


def could_join(case: Case, *, name: str, most: int = 20) -> QuerySet[Person]:
    """People with living keys of their own whose name has these letters and who are not on the team, by name."""
    found = Person.objects.filter(is_active=True, display_name__icontains=name, person_keys__retired_at=None)
    on_team = case.seats.filter(ended_at=None).values("person")
    return found.exclude(person_keys=None).exclude(pk__in=on_team).order_by("display_name").distinct()[:most]


def team_of(case: Case) -> dict[Person, list[Part]]:
    """Who is on the team, with the parts of each."""
    team: dict[Person, list[Part]] = {}
    for seat in case.seats.filter(ended_at=None).select_related("person").order_by("created_at", "part"):
        team.setdefault(seat.person, []).append(Part(seat.part))
    return team


def opens_all(person: Person, case: Case) -> bool:
    """Whether this person opens every part of it."""
    return parts_of(person, case) >= {Part.IDENTITY, Part.OPS}


def part_keys(case: Case) -> dict[Part, Key]:
    """The living key of each part; a case that was opened without evidence has none for it until the first file is added."""
    return {Part(key.part): key for key in Key.objects.filter(kind=Kind.CASE, subject=case.pk, retired_at=None)}


def files_of(case: Case) -> QuerySet[SealedFile]:
    """The photos and documents of a case that came whole, newest first."""
    return case.files.exclude(finished_at=None).select_related("by").order_by("-finished_at")


def readers_of_all(case: Case) -> list[Person]:
    """Who on the team opens everything, and so its photos and documents."""
    with_keys = PersonKey.objects.filter(retired_at=None).values("person")
    seats = case.seats.filter(HOLDS, person__in=with_keys).select_related("person").order_by("created_at")
    return [seat.person for seat in seats]
