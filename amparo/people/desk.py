"""People answers: what somebody is called, and the call that speaks a code."""

import time
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from amparo.audit.selectors import NamesAsked
from amparo.core import clock
from amparo.core.doors import StepUpAsked
from amparo.core.events import answers
from amparo.messaging.voice import Hangup, Pause, Plan, Say, StepAsked
from amparo.people.models import NumberCode, Person

FRESH_SECONDS = 300


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


@answers(StepUpAsked, rank=10)
def say_where_to_step_up(question: StepUpAsked) -> str | None:
    """A passkey or a code within five minutes is fresh; a password is not. The people of the demo have neither."""
    request = question.request
    if not isinstance(request.user, Person):
        return None
    if settings.MODE != "production" and request.session.get("demo") is True:
        return ""
    records = get_authentication_records(request, request.user)
    if any(each.get("method") == "mfa" and time.time() - each.get("at", 0) < FRESH_SECONDS for each in records):
        return ""
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    page = "mfa_reauthenticate_webauthn" if passkeys else "mfa_reauthenticate"
    return f"{reverse(page)}?{urlencode({'next': question.back})}"
