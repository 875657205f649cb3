from dataclasses import dataclass

from amparo.hotline.models import Call, CallBack
from amparo.people.models import Person


@dataclass(frozen=True)
class CallAnswered:
    """Somebody took a call and talks with the caller."""

    call: Call
    by: Person


@dataclass(frozen=True)
class CallBackNeeded:
    """Somebody waits to hear from us."""

    call_back: CallBack
