"""Writes about people: how they are reached, when they are left alone, and who looked at a number."""

from datetime import datetime, time

import phonenumbers
from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.events import announce
from amparo.core.guarded import keyed_hash
from amparo.people.enums import ContactKind, ContactStatus, Purpose
from amparo.people.errors import NotAPhoneNumber, ReasonMissing
from amparo.people.events import PersonChanged
from amparo.people.models import Consent, ContactOwner, ContactPoint, Person


def _e164(value: str) -> str:
    try:
        parsed = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumber from None
    if not phonenumbers.is_possible_number(parsed):
        raise NotAPhoneNumber
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


@transaction.atomic
def add_phone(person: Person, *, number: str, by: Actor | None) -> ContactPoint:
    """Give a person a telephone number; a number that others use too is shared. Refused when it cannot be one."""
    number = _e164(number)
    point, _new = ContactPoint.objects.get_or_create(
        kind=ContactKind.PHONE, index=keyed_hash("phone", number), defaults={"value": number}
    )
    ContactOwner.objects.get_or_create(
        person=person, contact_point=point, defaults={"order": person.contact_owners.count() + 1}
    )
    record("contact.added", actor=by, subject=point)
    announce(PersonChanged(person))
    return point


@transaction.atomic
def mark_number(index: str, *, status: ContactStatus, by: Actor | None) -> int:
    """Note what is known of a number: checked, a landline, does not work. Returns how many rows that is."""
    changed = ContactPoint.objects.filter(kind=ContactKind.PHONE, index=index).update(
        status=status, checked_at=clock.now()
    )
    record("contact.marked", actor=by, status=status, count=changed)
    return changed


@transaction.atomic
def give_consent(person: Person, *, purpose: Purpose, wording: str, language: str, source: str, by: Actor) -> Consent:
    """A person agrees to be texted for a purpose, in words that are named."""
    consent, _new = Consent.objects.get_or_create(
        person=person, kind=ContactKind.PHONE, purpose=purpose, withdrawn_at=None,
        defaults={"wording": wording, "language": language, "source": source},
    )  # fmt: skip
    record("consent.given", actor=by, subject=consent, purpose=purpose)
    announce(PersonChanged(person))
    return consent


@transaction.atomic
def withdraw_consent(person: Person, *, purpose: Purpose, by: Actor | None) -> bool:
    """A person takes a consent back. False when there was none."""
    changed = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=clock.now())
    record("consent.withdrawn", actor=by, subject=person, purpose=purpose)
    announce(PersonChanged(person))
    return bool(changed)


@transaction.atomic
def reveal_number(point: ContactPoint, *, reason: str, by: Actor) -> str:
    """Show a number to a person who says why; the audit remembers who looked. Refused without a reason."""
    if len(reason.strip()) < 5:
        raise ReasonMissing
    record("contact.revealed", actor=by, subject=point, reason_length=len(reason.strip()))
    return str(point.value.reveal())


@transaction.atomic
def snooze(person: Person, *, until: datetime | None, by: Actor) -> None:
    """Leave a person alone until a moment; None wakes them."""
    Person.objects.filter(pk=person.pk).update(snoozed_until=until)
    person.snoozed_until = until
    record("person.snoozed", actor=by, subject=person)
    announce(PersonChanged(person))


@transaction.atomic
def set_quiet_hours(person: Person, *, start: time | None, end: time | None, by: Actor) -> None:
    """The hours of the night in which this person is not texted, on the clock of their own town; may pass midnight."""
    Person.objects.filter(pk=person.pk).update(quiet_from=start, quiet_until=end)
    person.quiet_from, person.quiet_until = start, end
    record("person.quiet_hours_set", actor=by, subject=person)
    announce(PersonChanged(person))
