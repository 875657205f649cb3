from dataclasses import dataclass

from amparo.people.models import Person
from amparo.response.models import Activation, Report


@dataclass(frozen=True)
class ReportConfirmed:
    """Somebody present saw it, or two independent sources say so."""

    report: Report
    by: Person


@dataclass(frozen=True)
class ActivationEnded:
    """An activation was stood down or corrected."""

    activation: Activation
