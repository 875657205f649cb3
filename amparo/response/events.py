from dataclasses import dataclass
from uuid import UUID

from amparo.people.models import Person
from amparo.response.models import Activation, Report


@dataclass(frozen=True)
class ReportConfirmed:
    """Somebody present saw it, or two independent sources say so."""

    report: Report
    by: Person


@dataclass(frozen=True)
class StoryAsked:
    """A question upwards: where is the page with what happened in the words of whoever told us? An address, or None."""

    origin: UUID


@dataclass(frozen=True)
class ActivationEnded:
    """An activation was stood down or corrected."""

    activation: Activation
