"""``amparo invite``: how the first person comes into a new house, and the way back when nobody can sign in any more."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from amparo.config.cli.main import CommandFailed
from amparo.governance.access import may
from amparo.governance.actions import found_body, grant_mandate
from amparo.governance.enums import Power
from amparo.people.actions import add_person, invite
from amparo.people.models import Person

WHY = "given on the command line"


@transaction.atomic
def invite_person(name: str, *, called: str | None, powers: Sequence[str], body: str) -> str:
    """The link that opens this person's account once; they get these powers. A power that does not exist changes nothing."""
    unknown = [power for power in powers if power not in Power.values]
    if unknown:
        raise CommandFailed(f"There is no power {unknown[0]}. The powers are: {', '.join(Power.values)}.")
    person = Person.objects.filter(username__iexact=name).first()
    if person is None:
        person = add_person(called or name, username=name, language="en", town="", by=None)
    for power in map(Power, powers):
        if not may(person, power):
            grant_mandate(person, body=found_body(body, by=None), power=power, reason=WHY, by=None)
    return settings.PUBLIC_URL + reverse("people:welcome", args=[invite(person, by=None)])
