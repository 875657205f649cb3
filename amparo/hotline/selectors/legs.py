"""Whom to ring for a call: in tiers, one wave after another, fairly, and nobody for two calls at once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from amparo.core import clock
from amparo.governance.access import mandates_in_force
from amparo.governance.enums import Power
from amparo.hotline.enums import LegEnd, LegState, Tier
from amparo.hotline.models import Call, CallBackAttempt, Leg
from amparo.people.models import Person
from amparo.rota.enums import Duty
from amparo.rota.selectors import eligible_among, on_duty, on_duty_and_clocked_in

POWERS = (Power.ANSWER, Power.LEAD_HOTLINE)
WAVE = 6
ROUNDS = 3
PASSED_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class Next:
    """Whom the next wave rings; when nobody: whether people are on shift at all, and whether some are only busy."""

    people: list[tuple[Person, Tier]] = field(default_factory=list)
    somebody_on_shift: bool = True
    somebody_busy: bool = False


@dataclass(frozen=True)
class Crew:
    """Everybody who may be rung for any call at one moment, those who clocked in and the back-up list; and who of all is busy."""

    here: list[Person]
    backup: list[Person]
    busy: set[UUID]

    def everybody_is_busy(self) -> bool:
        """Whether there are people, and all their phones ring or talk."""
        everybody = {person.pk for person in (*self.here, *self.backup)}
        return bool(everybody) and everybody <= self.busy

    def for_call(self, call: Call) -> dict[UUID, tuple[Person, Tier]]:
        """Everybody who may be rung for this call, in the best tier of each."""
        found = {person.pk: (person, Tier.BACKUP) for person in self.backup}
        return found | {person.pk: (person, _tier(person, call.language)) for person in self.here}


def crew_at(at: datetime) -> Crew:
    """Who may be rung at this moment, however many they are in the same few questions. Nobody who is off shift.

    Whoever lost the mandate since clocking in is not rung; the back-up list does not clock in and is checked in full.
    """
    here, backup = on_duty_and_clocked_in(Duty.HOTLINE, at), on_duty(Duty.BACKUP, at)
    may = set(mandates_in_force(at).filter(person__in=here, power__in=POWERS).values_list("person", flat=True))
    ready = eligible_among([person.pk for person in backup], Duty.BACKUP, at)
    here, backup = [each for each in here if each.pk in may], [each for each in backup if each.pk in ready]
    return Crew(here, backup, busy_people(at))


def _tier(person: Person, language: str) -> Tier:
    return Tier.SPEAKS_IT if language and language in person.speaks else Tier.HAS_SCRIPT


def busy_people(at: datetime) -> set[UUID]:
    """Whose phone rings or talks for a call or a call-back already."""
    legs = Leg.objects.filter(state__lt=LegState.ENDED).values_list("person", flat=True)
    backs = CallBackAttempt.objects.filter(ended_at=None, created_at__gte=at - timedelta(hours=2))
    return {*legs, *(person for person in backs.values_list("by", flat=True) if person)}


def next_wave(call: Call, *, crew: Crew | None = None, sharing: int = 1) -> Next:
    """The next people to ring: least tried first, then the better tier, then whoever was rung longest ago.

    ``sharing`` is how many callers wait: nobody's wave takes more than its share of the free phones. Each person is rung
    a bounded number of times, more when the caller chose to keep waiting; who passed is left alone for a while.
    """
    now = clock.now()
    crew = crew or crew_at(now)
    all_here = crew.for_call(call)
    if not all_here:
        return Next(somebody_on_shift=False)
    legs = list(Leg.objects.filter(call=call).values_list("person", "end", "ended_at", "created_at"))
    passed = {who for who, end, at, _begun in legs if end == LegEnd.PASSED and at and at >= now - PASSED_FOR}
    tries = Counter(who for who, _end, _at, begun in legs if begun >= (call.waiting_since or call.created_at))
    left = {key: pair for key, pair in all_here.items() if key not in passed and tries[key] < ROUNDS * (call.turn + 1)}
    free = {key: pair for key, pair in left.items() if key not in crew.busy}
    if not free:
        return Next(somebody_busy=bool(left))
    rank = min((tries[key], tier) for key, (_person, tier) in free.items())
    group = [pair for key, pair in free.items() if (tries[key], pair[1]) == rank]
    size = max(1, min(WAVE, -(-len(free) // max(1, sharing))))
    return Next(people=_longest_ago_first(group, now)[:size])


def _longest_ago_first(group: list[tuple[Person, Tier]], now: datetime) -> list[tuple[Person, Tier]]:
    rung = dict(
        Leg.objects.filter(person__in=[person for person, _tier in group], created_at__gte=now - timedelta(hours=12))
        .values_list("person").annotate(last=Max("created_at"))
    )  # fmt: skip
    never = now - timedelta(days=1)
    return sorted(group, key=lambda pair: (rung.get(pair[0].pk, never), pair[0].pk))
