"""The one door from a person and an id to a report, an activation, an ask. Unknown and forbidden look the same: 404."""

from typing import TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404

from amparo.core import clock
from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.response.models import Activation, Alarm, Answer, Ask, Report
from amparo.training.selectors import valid_certificates

M = TypeVar("M", bound=models.Model)
User = AbstractBaseUser | AnonymousUser
WATCHERS = (Power.DISPATCH, Power.LEAD_RESPONSE, Power.VERIFY)
SENDERS = (Power.DISPATCH, Power.LEAD_RESPONSE)
EYES = ("rapid-response", "verifying")


def may_watch(user: User) -> bool:
    """Whether this person sees the board: who dispatches, leads or verifies."""
    return may(user, *WATCHERS)


def may_send(user: User) -> bool:
    """Whether this person asks people to go, ends what they began and sees exact places."""
    return may(user, *SENDERS)


def may_verify(user: User) -> bool:
    """Whether this person moves reports."""
    return may(user, Power.VERIFY, Power.DISPATCH)


def has_trained_eyes(person: Person) -> bool:
    """Whether this person's own "I see it" counts: their training is valid today."""
    held = valid_certificates(clock.now().date()).filter(person=person, course__slug__in=EYES)
    return person.is_adult and held.exists()


def _one(rows: models.QuerySet[M], public_id: UUID, allowed: bool) -> M:
    row = rows.filter(pk=public_id).first() if allowed else None
    if row is None:
        raise Http404
    return row


def report_for(user: User, public_id: UUID) -> Report:
    """A report, for those who see the board."""
    return _one(Report.objects.select_related("filed_by", "same_as"), public_id, may_watch(user))


def activation_for(user: User, public_id: UUID) -> Activation:
    """An activation, for those who see the board."""
    rows = Activation.objects.select_related("report", "ending__by", "opened_by")
    return _one(rows, public_id, may_watch(user))


def sent_activation_for(user: User, public_id: UUID) -> Activation:
    """An activation, for those who may change it."""
    return _one(Activation.objects.select_related("report", "ending"), public_id, may_send(user))


def ask_for(user: User, public_id: UUID) -> Ask:
    """The ask of one person, for those who may answer in their name."""
    rows = Ask.objects.select_related("activation__report", "activation__ending", "person")
    return _one(rows, public_id, may_send(user))


def answer_for(user: User, public_id: UUID) -> Answer:
    """An answer in a person's own words, for those who read it."""
    return _one(Answer.objects.select_related("ask__activation", "ask__person"), public_id, may_send(user))


def alarm_for(user: User, public_id: UUID) -> Alarm:
    """An alarm, for those who see the board."""
    return _one(Alarm.objects.select_related("activation"), public_id, may_watch(user))


def ask_of_link(link: str) -> Ask | None:
    """The ask that this secret link belongs to. Whoever holds the link is taken for the person."""
    rows = Ask.objects.select_related("activation__report", "activation__ending", "person")
    return rows.filter(link=link, person__is_active=True).first()
