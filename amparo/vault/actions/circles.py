"""Who is in a circle, and with which key it closes: decided by its members, in whose browsers the keys are wrapped."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.events import announce
from amparo.core.sabotage import sabotaged
from amparo.vault.actions.founding import KeyMade
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.directory import is_signed, key_words, member_words
from amparo.vault.enums import Kind
from amparo.vault.errors import (
    AlreadyInCircle,
    NotACloseKey,
    NotOfThisCircle,
    NotVouched,
    SecondPersonNeeded,
    VersionMovedOn,
)
from amparo.vault.events import MemberRemoved
from amparo.vault.members import listed_keys, members_of, members_who_open, recovery_key
from amparo.vault.models import Circle, Key, Membership, PersonKey, Proposal, Wrap
from amparo.vault.selectors import living_key_of
from amparo.vault.someone import Someone


@transaction.atomic
def propose(circle: Circle, *, person: UUID, admits: bool, signature: str, by: Someone) -> Proposal:
    """Ask a second member to admit or remove somebody. The proposal is signed by whoever makes it."""
    circle = _locked(circle, by)
    mine = _own_key(by)
    if person == by.pk or (admits and person not in listed_keys()):
        raise NotOfThisCircle
    words = _words(circle, person) if admits else member_words(circle.name, person, "")
    if not is_signed(words, by=mine.signer, signature=signature):
        raise NotVouched
    made, is_new = Proposal.objects.get_or_create(
        circle=circle, person_id=person, admits=admits, closed_at=None,
        defaults={"by_id": by.pk, "signed_by": mine.signer, "signature": signature},
    )  # fmt: skip
    if is_new:
        record("vault.proposed", actor=by, subject=made, circle=circle.name, admits=admits)
    return made


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Someone) -> None:
    """Take a proposal back, or say no to it."""
    _locked(proposal.circle, by)
    if Proposal.objects.filter(pk=proposal.pk, closed_at=None).update(closed_at=clock.now()):
        record("vault.proposal_closed", actor=by, subject=proposal)


@transaction.atomic
def admit(circle: Circle, *, person: UUID, signature: str, wraps: Sequence[WrapMade], by: Someone) -> Membership:
    """Let somebody into the circle, with the wraps of its keys that a member's browser made for them.

    Their keys must be in the directory (NotVouched). Of two members who admit at once one wins, the other gets AlreadyInCircle.
    In a sensitive circle another member has proposed it before (SecondPersonNeeded).
    """
    circle = _locked(circle, by)
    mine, theirs = _own_key(by), listed_keys().get(person)
    if theirs is None or person == by.pk:
        raise NotVouched
    if circle.memberships.filter(person_id=person, ended_at=None).exists():
        raise AlreadyInCircle
    if not is_signed(_words(circle, person), by=mine.signer, signature=signature):
        raise NotVouched
    second = _second(circle, person, admits=True, by=by)
    _keep_for(circle, theirs, wraps, by=by)
    made = Membership.objects.create(
        circle=circle, person_id=person, admitted_by_id=by.pk, recipient=theirs.recipient,
        signed_by=mine.signer, signature=signature,
        seconded_by=second.signed_by if second else "", second_signature=second.signature if second else "",
    )  # fmt: skip
    record("vault.admitted", actor=by, subject=made, circle=circle.name)
    return made


def _keep_for(circle: Circle, theirs: PersonKey, wraps: Sequence[WrapMade], *, by: Someone) -> None:
    keys = {key.pk: key for key in circle.keys.all()}
    living = [key.pk for key in keys.values() if key.retired_at is None]
    if not set(living) <= {each.key for each in wraps}:
        raise NotACloseKey
    for each in wraps:
        if each.key not in keys or each.to_person != theirs.person_id or each.to_key is not None:
            raise NotACloseKey
        keep_wraps(keys[each.key], made=[each], by=by)


@transaction.atomic
def remove_member(
    circle: Circle, *, person: UUID, for_cause: bool, key: KeyMade, wraps: Sequence[WrapMade], by: Someone
) -> Key:
    """End somebody's membership. From this moment the house hands them no key of the circle, and what comes is closed to a new one.

    Removed for cause, what is open is closed anew as well: whoever keeps cases hears of it.
    """
    circle = _locked(circle, by)
    there = circle.memberships.filter(person_id=person, ended_at=None).first()
    if there is None or person == by.pk:
        raise NotOfThisCircle
    _second(circle, person, admits=False, by=by)
    circle.memberships.filter(pk=there.pk).update(ended_at=clock.now(), ended_by=by.pk)
    if not sabotaged("T11"):
        Wrap.objects.filter(key__circle=circle, to_person__person_id=person).delete()
    made = _renewed(circle, key=key, wraps=wraps, by=by)
    record("vault.removed", actor=by, subject=there, circle=circle.name, for_cause=for_cause)
    announce(MemberRemoved(circle.pk, circle.name, person, for_cause=for_cause, by=by.pk))
    return made


@transaction.atomic
def renew_key(circle: Circle, *, key: KeyMade, wraps: Sequence[WrapMade], by: Someone) -> Key:
    """Give the circle its next key. The first browser wins; the others get VersionMovedOn."""
    circle = _locked(circle, by)
    made = _renewed(circle, key=key, wraps=wraps, by=by)
    record("vault.key_renewed", actor=by, subject=made, circle=circle.name, version=made.version)
    return made


def _renewed(circle: Circle, *, key: KeyMade, wraps: Sequence[WrapMade], by: Someone) -> Key:
    """The next version, signed by whoever made it and wrapped for exactly those who are in the circle, and for recovery."""
    before = circle.keys.filter(retired_at=None).first()
    lost = recovery_key()
    if before is None or lost is None:
        raise NotACloseKey
    made = Key(id=key.id, kind=Kind.CIRCLE, recipient=key.recipient, circle=circle, version=before.version + 1)
    made.signed_by, made.signature = _own_key(by).signer, key.signature
    if not is_signed(key_words(made), by=made.signed_by, signature=made.signature):
        raise VersionMovedOn
    counts = members_who_open(circle)
    if by.pk not in counts:  # nobody signed for them: nobody would believe their key
        raise NotVouched
    readers = {(person, None) for person in counts} | {(None, lost.pk)}
    if {(each.to_person, each.to_key) for each in wraps} != readers or any(each.key != made.pk for each in wraps):
        raise VersionMovedOn
    Key.objects.filter(pk=before.pk).update(retired_at=clock.now())
    made.save(force_insert=True)
    keep_wraps(made, made=wraps, by=by)
    return made


def _locked(circle: Circle, by: Someone) -> Circle:
    found = Circle.objects.select_for_update().get(pk=circle.pk)
    if not found.memberships.filter(person_id=by.pk, ended_at=None).exists():
        raise NotOfThisCircle
    return found


def _own_key(by: Someone) -> PersonKey:
    mine = living_key_of(by)
    if mine is None or listed_keys().get(by.pk) != mine:
        raise NotVouched
    return mine


def _words(circle: Circle, person: UUID) -> bytes:
    theirs = listed_keys().get(person)
    return member_words(circle.name, person, theirs.recipient if theirs else "")


def _second(circle: Circle, person: UUID, *, admits: bool, by: Someone) -> Proposal | None:
    """The other member's proposal that makes this the work of two. Not needed where the circle is not sensitive."""
    found = Proposal.objects.filter(circle=circle, person_id=person, admits=admits, closed_at=None).exclude(by_id=by.pk)
    second = next((each for each in found if _still_in(circle, each)), None)
    alone = members_of(circle).count() < 2  # the founder, before there is a second
    if second is None and circle.takes_two and not alone and not sabotaged("T10"):
        raise SecondPersonNeeded
    Proposal.objects.filter(circle=circle, person_id=person, admits=admits, closed_at=None).update(
        closed_at=clock.now()
    )
    return second


def _still_in(circle: Circle, proposal: Proposal) -> bool:
    """A proposal counts while whoever made it is in the circle and their signature holds."""
    if proposal.by_id is None or not members_of(circle).filter(person_id=proposal.by_id).exists():
        return False
    words = _words(circle, proposal.person_id) if proposal.admits else member_words(circle.name, proposal.person_id, "")
    return is_signed(words, by=proposal.signed_by, signature=proposal.signature)
