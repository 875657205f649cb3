"""Who can be asked now, and for whom not, why. Everything about many people is learnt in a handful of questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from amparo.people.enums import Purpose
from amparo.people.models import Person
from amparo.people.selectors import consents_among, is_quiet
from amparo.people.ways import Ways, ways_of
from amparo.response.enums import OUT, AskState
from amparo.response.models import Ask, Report
from amparo.response.selectors.reports import Tellers, tellers_of

REST = timedelta(hours=8)
RIGHT_NOW = Purpose.ACTIVATION, Purpose.NIGHT_ACTIVATION


@dataclass
class Eligibility:
    """What is known of people while one choice is made. Each is looked up once, however many roles they could fill."""

    report: Report | None
    now: datetime
    ways: dict[UUID, Ways] = field(default_factory=dict)
    reasons: dict[UUID, str] = field(default_factory=dict)
    _known: set[UUID] = field(default_factory=set)
    _tellers: Tellers | None = None

    def learn(self, people: Iterable[UUID]) -> None:
        """Look up those of these people who are not known yet, all at once."""
        new = list(set(people) - self._known)
        if not new:
            return
        if self._tellers is None:
            self._tellers = tellers_of(self.report) if self.report else Tellers()
        self._known.update(new)
        ways = ways_of(new)
        self.ways.update(ways)
        facts = _Facts(self.now, self._tellers, ways, consents_among(new, RIGHT_NOW), *_at_work(new, self.now))
        for person in Person.objects.filter(pk__in=new).only(*_READ):
            if reason := facts.why_not(person):
                self.reasons[person.pk] = reason


_READ = ("is_active", "is_adult", "snoozed_until", "quiet_from", "quiet_until", "time_zone")


@dataclass(frozen=True)
class _Facts:
    """What the rooms say about some people at this moment."""

    now: datetime
    tellers: Tellers
    ways: dict[UUID, Ways]
    agreed: dict[UUID, set[str]]
    busy: set[UUID]
    tired: set[UUID]

    def why_not(self, person: Person) -> str:
        """The one reason that a dispatcher reads; empty when this person can be asked."""
        ways, agreed = self.ways[person.pk], self.agreed.get(person.pk, set())
        checks = (
            ("inactive", not person.is_active), ("minor", not person.is_adult),
            ("reported_it", person.pk in self.tellers.people), 
            ("reported_it", not ways.numbers.isdisjoint(self.tellers.phones)), (ways.trouble, bool(ways.trouble)),
            ("no_consent", Purpose.ACTIVATION not in agreed),
            ("snoozed", bool(person.snoozed_until and person.snoozed_until > self.now)),
            ("quiet_hours", Purpose.NIGHT_ACTIVATION not in agreed and is_quiet(person, self.now)),
            ("out_already", person.pk in self.busy), ("resting", person.pk in self.tired),
        )  # fmt: skip
        return next((name for name, holds in checks if holds), "")


def _at_work(people: list[UUID], now: datetime) -> tuple[set[UUID], set[UUID]]:
    """Who is out of the house for us, and who came home so lately that they rest."""
    home = Q(state=AskState.HOME_SAFE, moved_at__gt=now - REST)
    rows = list(Ask.objects.filter(Q(state__in=OUT) | home, person__in=people).values_list("person", "state"))
    return {person for person, state in rows if state in OUT}, {person for person, state in rows if state not in OUT}


def why_not(people: Iterable[UUID], report: Report | None, now: datetime) -> dict[UUID, str]:
    """For each of these people who cannot be asked now: the one reason that a dispatcher reads."""
    found = Eligibility(report, now)
    found.learn(people)
    return found.reasons
