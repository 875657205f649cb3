"""Writes about people: how they are reached, when they are left alone, and who looked at a number."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, time

import phonenumbers
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.events import announce
from amparo.core.guarded import keyed_hash
from amparo.core.sabotage import sabotaged
from amparo.messaging.actions import place_call, queue_message
from amparo.messaging.enums import Lane
from amparo.people.enums import AskedBy, CodeBy, ContactKind, ContactStatus, Purpose
from amparo.people.errors import InvitationOver, NameTaken, NotAPhoneNumber, ReasonMissing, TooManyCodes
from amparo.people.events import PersonChanged
from amparo.people.models import Consent, ContactOwner, ContactPoint, Invitation, NumberCode, Person, Session
from amparo.people.sessions import hashed

CODE_MINUTES, CODE_TRIES, CODES_AN_HOUR = 10, 5, 4
INVITATION_DAYS = 3


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
    """Give a person a telephone number; a number that others use too is shared. Refused when it cannot be one.

    Who says so of themselves proves it with a code first: until then nothing is sent there for them, and nothing that comes
    from there is theirs.
    """
    number = _e164(number)
    point, _new = ContactPoint.objects.get_or_create(
        kind=ContactKind.PHONE, index=keyed_hash("phone", number), defaults={"value": number}
    )
    ContactOwner.objects.get_or_create(
        person=person, contact_point=point,
        defaults={"order": person.contact_owners.count() + 1, "confirmed_at": None if by == person else clock.now()},
    )  # fmt: skip
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
def choose_channels(person: Person, *, asked_by: AskedBy, wording: str, language: str, source: str, by: Actor) -> bool:
    """How a person is asked. Calls need a yes of their own, written down anew whenever it is given; "by text only" takes it back.

    False when somebody else says what the person chose already: that changes nothing.
    """
    if by != person and person.asked_by == asked_by:
        return False
    Person.objects.filter(pk=person.pk).update(asked_by=asked_by)
    person.asked_by = asked_by
    calls = Consent.objects.filter(person=person, purpose=Purpose.ACTIVATION_CALL, withdrawn_at=None)
    calls.update(withdrawn_at=clock.now())
    if asked_by != AskedBy.TEXT:
        Consent.objects.create(
            person=person, purpose=Purpose.ACTIVATION_CALL, wording=wording, language=language, source=source
        )
    record("person.channels_chosen", actor=by, subject=person, asked_by=asked_by)
    announce(PersonChanged(person))
    return True


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


@transaction.atomic
def add_person(display_name: str, *, username: str, language: str, town: str, by: Actor | None) -> Person:
    """Somebody new, without an account yet: an invitation opens it. Refused when the sign-in name is taken."""
    username = username.strip().lower()
    if Person.objects.filter(username__iexact=username).exists():
        raise NameTaken
    person = Person.objects.create_user(
        username, None, display_name=display_name.strip(), language=language, speaks=[language], town=town.strip()
    )
    record("person.added", actor=by, subject=person)
    return person


@transaction.atomic
def invite(person: Person, *, by: Actor | None) -> str:
    """Make the word of a link with which this person, and nobody else, opens their account once. Older links end.

    The person is told by text that a link was made, so that nobody takes over an account in silence.
    """
    Invitation.objects.filter(person=person, used_at=None).update(expires_at=clock.now())
    word = secrets.token_urlsafe(24)
    row = Invitation.objects.create(
        person=person, index=keyed_hash("invitation", word), expires_at=clock.ahead(days=INVITATION_DAYS)
    )
    record("person.invited", actor=by, subject=row, person=str(person.pk))
    _tell_of_link(person, by)
    return word


def _tell_of_link(person: Person, by: Actor | None) -> None:
    owners = person.contact_owners.filter(contact_point__status=ContactStatus.VERIFIED).exclude(confirmed_at=None)
    owner = owners.select_related("contact_point").order_by("order").first()
    if owner is not None:
        queue_message(
            "people.link_made", to=owner.contact_point.value.reveal(), language=person.language, lane=Lane.REMINDER,
            expires_at=clock.ahead(days=1), about=person.pk, by=by,
        )  # fmt: skip


@transaction.atomic
def open_account(invitation: Invitation, *, password: str) -> Person:
    """The invited person comes in, once. What opened the account before, and every device signed in, ends.

    Without a password only a passkey opens it later. A used, replaced or late link is refused.
    """
    now = clock.now()
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now).update(used_at=now)
    if not taken:
        raise InvitationOver
    person = invitation.person
    Person.objects.filter(pk=person.pk).update(password=make_password(password or None), is_active=True, left_at=None)
    Authenticator.objects.filter(user=person).delete()
    Session.objects.filter(person=person).delete()
    record("account.opened", actor=person, subject=invitation)
    person.refresh_from_db()
    return person


@transaction.atomic
def close_account(person: Person, *, by: Actor) -> None:
    """This person cannot sign in any more and is asked for nothing; every device is signed out at once.

    A month later everything of theirs is removed, unless they come back.
    """
    Person.objects.filter(pk=person.pk).update(is_active=False, left_at=clock.now())
    person.is_active = False
    Session.objects.filter(person=person).delete()
    Invitation.objects.filter(person=person, used_at=None).update(expires_at=clock.now())
    record("account.closed", actor=by, subject=person)
    announce(PersonChanged(person))


@transaction.atomic
def sign_out_devices(person: Person, *, keep: str | None, by: Actor) -> int:
    """Sign out this person's devices, but for the one whose session key is kept. Returns how many."""
    count, _kinds = Session.objects.filter(person=person).exclude(session_key=hashed(keep) if keep else "").delete()
    record("devices.signed_out", actor=by, subject=person, count=count)
    return count


@transaction.atomic
def sign_out_device(device: Session, *, by: Actor) -> None:
    """Sign out one device."""
    if not sabotaged("T12"):
        Session.objects.filter(pk=device.pk).delete()
    record("device.signed_out", actor=by, subject=device.person)


@transaction.atomic
def lock_everyone(by: Person, *, keep: str | None) -> int:
    """End every session at once, of everybody and on every device, but the one whose key is kept; returns how many.

    Links that would open an account end too: whoever got in before may have made one. Texts and calls go on.
    """
    count, _kinds = Session.objects.exclude(session_key=hashed(keep)).delete()
    Invitation.objects.filter(used_at=None, expires_at__gt=clock.now()).update(expires_at=clock.now())
    record("everyone.locked", actor=by, count=count)
    return count


@transaction.atomic
def set_languages(person: Person, *, language: str, speaks: Sequence[str], by: Actor) -> None:
    """The language somebody is written to in, and those they can talk in."""
    spoken = list(dict.fromkeys([language, *speaks]))
    Person.objects.filter(pk=person.pk).update(language=language, speaks=spoken)
    person.language, person.speaks = language, spoken
    record("person.languages_set", actor=by, subject=person)
    announce(PersonChanged(person))


@transaction.atomic
def set_zone(person: Person, *, zone: str, by: Actor) -> None:
    """The zone on whose clock this person's quiet hours are read."""
    Person.objects.filter(pk=person.pk).update(time_zone=zone)
    person.time_zone = zone
    record("person.zone_set", actor=by, subject=person)
    announce(PersonChanged(person))


@transaction.atomic
def send_code(point: ContactPoint, *, person: Person, way: CodeBy, by: Actor) -> NumberCode:
    """Send a code to a number, as a text or as a call, to see that its owner reads it.

    Four an hour at most for one number, and for one person whatever numbers they name or take away: nobody rings strangers.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    sent = NumberCode.objects.filter(Q(person=person) | Q(contact_point=point), created_at__gt=clock.ago(hours=1))
    if sent.count() >= CODES_AN_HOUR:
        raise TooManyCodes
    row = NumberCode.objects.create(
        person=person, contact_point=point, code=f"{secrets.randbelow(1_000_000):06}", token=secrets.token_hex(16),
        expires_at=clock.ahead(minutes=CODE_MINUTES),
    )  # fmt: skip
    number = point.value.reveal()
    if way == CodeBy.VOICE:
        place_call(
            number, token=row.token, step="code", about=row.pk, ring_seconds=30, expires_at=row.expires_at, by=by
        )
    else:
        queue_message(
            "people.code", to=number, language=person.language, lane=Lane.ACTIVATION, expires_at=row.expires_at,
            values={"code": row.code.reveal()}, about=row.pk, by=by,
        )  # fmt: skip
    record("number.code_sent", actor=by, subject=row, way=way)
    return row


@transaction.atomic
def check_code(point: ContactPoint, *, person: Person, code: str, by: Actor) -> bool:
    """Whether the newest code came back in time; then the number is its owner's. Five tries, and each is counted."""
    rows = NumberCode.objects.select_for_update().filter(person=person, contact_point=point, used_at=None)
    row = rows.filter(expires_at__gt=clock.now(), tries__lt=CODE_TRIES).order_by("-created_at").first()
    right = row is not None and hmac.compare_digest(row.code.reveal().encode(), code.strip().encode())
    if row is not None:
        row.tries += 1
        row.used_at = clock.now() if right else None
        row.save(update_fields=["tries", "used_at"])
    record("number.code_tried", actor=by, subject=point, right=right)
    if right:
        known = ContactPoint.objects.filter(pk=point.pk)
        known.update(checked_at=clock.now())
        known.exclude(status=ContactStatus.LANDLINE).update(
            status=ContactStatus.VERIFIED
        )  # a spoken code makes no texts
        ContactOwner.objects.filter(person=person, contact_point=point).update(confirmed_at=clock.now())
        announce(PersonChanged(person))
    return right


@transaction.atomic
def remove_number(point: ContactPoint, *, person: Person, by: Actor) -> None:
    """This person does not use the number any more; a number that nobody uses is forgotten."""
    ContactOwner.objects.filter(person=person, contact_point=point).delete()
    record("contact.removed", actor=by, subject=point)
    if not point.contact_owners.exists():
        point.delete()
    announce(PersonChanged(person))


@transaction.atomic
def put_first(point: ContactPoint, *, person: Person, by: Actor) -> None:
    """This number is tried before the person's others."""
    owners = list(ContactOwner.objects.select_for_update().filter(person=person).order_by("order", "pk"))
    for place, owner in enumerate(sorted(owners, key=lambda each: each.contact_point_id != point.pk), start=1):
        ContactOwner.objects.filter(pk=owner.pk).update(order=place)
    record("contact.put_first", actor=by, subject=point)
    announce(PersonChanged(person))
