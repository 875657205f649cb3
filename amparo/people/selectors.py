"""Reads: how people can be reached, who has a number, who agreed to what."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Lower
from django.utils import timezone

from amparo.audit.selectors import entries
from amparo.core import clock
from amparo.core.guarded import keyed_hash
from amparo.people.enums import ContactKind, ContactStatus, Purpose
from amparo.people.models import Consent, ContactOwner, ContactPoint, Invitation, Person, Session
from amparo.people.sessions import hashed
from amparo.people.ways import NO_TEXTS, ways_of


def _confirmed() -> QuerySet[ContactOwner]:
    """Who uses which number for certain. A number that somebody only says is theirs is not written to, rung or heard."""
    return ContactOwner.objects.filter(contact_point__kind=ContactKind.PHONE).exclude(confirmed_at=None)


def _texting_owners(person_ids: Iterable[UUID]) -> QuerySet[ContactOwner]:
    owners = _confirmed().filter(person_id__in=list(person_ids))
    return owners.exclude(contact_point__status__in=NO_TEXTS).select_related("contact_point").order_by("-order", "-pk")


def texting_numbers(person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """For each person who can be texted: the number in E.164 and its keyed hash. One query."""
    points = {owner.person_id: owner.contact_point for owner in _texting_owners(person_ids)}
    return {person: (point.value.reveal(), point.index) for person, point in points.items()}


def texting_indexes(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For each person who can be texted: the keyed hash of the number. Nothing is opened."""
    rows = _texting_owners(person_ids).values_list("person_id", "contact_point__index")
    return dict(rows)


def calling_number(person: Person) -> str | None:
    """The number that rings this person's phone, a landline too."""
    owner = (
        _confirmed()
        .filter(person=person)
        .exclude(contact_point__status=ContactStatus.BAD)
        .select_related("contact_point")
        .order_by("order")
        .first()
    )
    return owner.contact_point.value.reveal() if owner else None


def calling_numbers(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For each person who can be rung: the number that rings their phone, a landline too. One query."""
    owners = _confirmed().filter(person_id__in=list(person_ids)).exclude(contact_point__status=ContactStatus.BAD)
    points = {
        each.person_id: each.contact_point for each in owners.select_related("contact_point").order_by("-order", "-pk")
    }
    return {person: point.value.reveal() for person, point in points.items()}


def people_by_index(index: str) -> list[Person]:
    """Everybody who uses this number; a shared phone has several."""
    if not index:
        return []
    owners = _confirmed().filter(contact_point__index=index)
    return list(Person.objects.filter(pk__in=owners.values("person"), is_active=True).order_by("created_at"))


def consenting(person_ids: Iterable[UUID], *purposes: Purpose) -> set[UUID]:
    """Who agreed to be texted for all of these purposes."""
    wanted = {str(purpose) for purpose in purposes}
    return {person for person, given in consents_among(person_ids, purposes).items() if wanted <= given}


def consents_among(person_ids: Iterable[UUID], purposes: Iterable[Purpose]) -> dict[UUID, set[str]]:
    """Which of these purposes each person agreed to be texted for; nobody who agreed to none. One query."""
    found: dict[UUID, set[str]] = {}
    rows = Consent.objects.filter(person_id__in=list(person_ids), purpose__in=list(purposes), withdrawn_at=None)
    for person, purpose in rows.values_list("person_id", "purpose"):
        found.setdefault(person, set()).add(purpose)
    return found


_PLAIN = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüñçýÿ", "aaaaaaeeeeiiiiooooouuuuncyy")
_MARKED = "".join(chr(letter) for letter in _PLAIN)
_BARE = "".join(chr(plain) for plain in _PLAIN.values())


def folded(words: str) -> str:
    """Small letters without accents, as names are compared."""
    return words.lower().translate(_PLAIN)


def _fold(field: str) -> Func:
    return Func(Lower(field), Value(_MARKED), Value(_BARE), function="translate", output_field=TextField())


def find_people(words: str, *, closed: bool = False) -> QuerySet[Person]:
    """People whose name, town or sign-in name holds each word, accents or not, or who use exactly this telephone number."""
    people = Person.objects.all() if closed else Person.objects.filter(is_active=True)
    digits = "".join(letter for letter in words if letter.isdigit())
    if len(digits) >= 10 and not any(letter.isalpha() for letter in words):
        index = keyed_hash("phone", f"+{digits}" if len(digits) > 10 else f"+1{digits}")
        return people.filter(contact_points__index=index).order_by("display_name", "username")
    people = people.annotate(name_folded=_fold("display_name"), town_folded=_fold("town"))
    for word in folded(words).split()[:4]:
        people = people.filter(
            Q(name_folded__contains=word) | Q(town_folded__startswith=word) | Q(username__iexact=word)
        )
    return people.order_by("display_name", "username")


def is_quiet(person: Person, now: datetime) -> bool:
    """Whether it is this person's quiet time, on their own clock; the window may pass midnight."""
    start, end = person.quiet_from, person.quiet_until
    if start is None or end is None or start == end:
        return False
    wall = now.astimezone(ZoneInfo(person.time_zone)).time()
    return start <= wall < end if start < end else wall >= start or wall < end


def reach_of(people: Iterable[Person], now: datetime) -> dict[UUID, list[str]]:
    """For each of these people: everything that keeps us from asking them now, as names of states; none means reachable."""
    people = list(people)
    ids = [person.pk for person in people]
    ways = ways_of(ids)
    agreed = consenting(ids, Purpose.ACTIVATION)
    night = consenting(ids, Purpose.NIGHT_ACTIVATION)
    return {
        person.pk: [
            *([ways[person.pk].trouble] if ways[person.pk].trouble else []),
            *(["no_consent"] if person.pk not in agreed else []),
            *(["snoozed"] if person.snoozed_until and person.snoozed_until > now else []),
            *(["quiet_hours"] if is_quiet(person, now) and person.pk not in night else []),
        ]
        for person in people
    }


def contact_points_of(person: Person) -> QuerySet[ContactPoint]:
    """A person's addresses, closed, the first one first; ``confirmed`` says whether it is theirs for certain.

    What others proved of the same number is not shown to somebody who only says that it is theirs.
    """
    mine = ContactOwner.objects.filter(person=person, contact_point=OuterRef("pk"))
    return (
        ContactPoint.objects.filter(Exists(mine))
        .annotate(confirmed=Exists(mine.exclude(confirmed_at=None)), place=Subquery(mine.values("order")[:1]))
        .order_by("place", "created_at")
    )


def consents_of(person: Person) -> dict[str, datetime]:
    """What this person agreed to and did not take back: each purpose and since when."""
    rows = Consent.objects.filter(person=person, kind=ContactKind.PHONE, withdrawn_at=None)
    return dict(rows.values_list("purpose", "created_at"))


def devices_of(person: Person) -> QuerySet[Session]:
    """Where this person is signed in, the last used first."""
    return Session.objects.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen_at")


def sessions_besides(key: str | None) -> QuerySet[Session]:
    """Every open session of the house but this one."""
    return Session.objects.filter(expire_date__gt=timezone.now()).exclude(person=None).exclude(session_key=hashed(key))


def invitation_by(word: str) -> Invitation | None:
    """The invitation of this link while it can be used."""
    rows = Invitation.objects.filter(index=keyed_hash("invitation", word), used_at=None, expires_at__gt=clock.now())
    return rows.select_related("person").first()


def revealed_lately(person: Person) -> int:
    """How many numbers this person had shown within the hour."""
    return entries(verb="contact.revealed", actor=person.pk).filter(created_at__gt=clock.ago(hours=1)).count()
