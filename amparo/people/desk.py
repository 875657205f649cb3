"""People answers: what somebody is called, and the call that speaks a code."""

from uuid import UUID

from amparo.audit.selectors import NamesAsked
from amparo.core import clock
from amparo.core.events import answers
from amparo.messaging.voice import Hangup, Pause, Plan, Say, StepAsked
from amparo.people.models import NumberCode, Person


@answers(NamesAsked, rank=10)
def say_names(question: NamesAsked) -> dict[UUID, str]:
    """The names of these people, in one query."""
    return dict(Person.objects.filter(pk__in=question.ids).values_list("pk", "display_name"))


@answers(StepAsked, rank=30)
def speak_code(question: StepAsked) -> Plan | None:
    """A code is said twice, digit by digit, to whoever answers the number."""
    if question.step != "code":
        return None
    row = NumberCode.objects.filter(token=question.token, expires_at__gt=clock.now()).select_related("person").first()
    if row is None:
        return None
    say = Say("code", row.person.language, {"code": ". ".join(row.code.reveal())})
    return Plan(question.token, (Pause(1), say, Pause(1), say, Hangup()))
