"""Phones of responders ring for a waiting caller, one wave after another, and stop when they need not."""

from datetime import timedelta

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.hotline.enums import CLAIMABLE, LegEnd, LegState, Tier
from amparo.hotline.models import Call, Leg
from amparo.hotline.selectors.legs import Crew, next_wave
from amparo.hotline.selectors.queue import hold, waiting_calls
from amparo.messaging.actions import Ring, end_calls, place_calls, redirect_call
from amparo.messaging.enums import Lane
from amparo.people.models import Person
from amparo.people.selectors import calling_numbers

RING_SECONDS = 18
NEXT_WAVE = timedelta(seconds=20)
WHEN_BUSY = timedelta(seconds=2)
WHEN_TRIED = timedelta(seconds=20)
WHEN_NOBODY = timedelta(seconds=15)
HEAR_RIGHTS = timedelta(seconds=12)
STALE = timedelta(seconds=20)


@transaction.atomic
def ring_wave(
    call: Call, *, crew: Crew | None = None, sharing: int | None = None, by: Actor | None = None
) -> list[Leg]:
    """Ring the next people for this caller. Nothing happens when another worker does it, or the caller waits no more.

    A person without a number that rings is passed over: one bad number never stops the others. ``crew`` is who may be rung
    now and ``sharing`` how many callers wait, when that was asked a moment ago; whoever is rung becomes busy in that crew.
    """
    now = clock.now()
    locked = Call.objects.select_for_update(skip_locked=True).filter(
        pk=call.pk, state__in=CLAIMABLE, next_wave_at__lte=now
    )
    found = locked.first()
    if found is None:
        return []
    chosen = next_wave(found, crew=crew, sharing=waiting_calls().count() if sharing is None else sharing)
    legs = _ring(found, chosen.people, by) if chosen.people else []
    if crew is not None:
        crew.busy.update(person.pk for person, _tier in chosen.people)
    if legs:
        found.wave += 1
        found.next_wave_at = now + NEXT_WAVE
    elif chosen.people or chosen.somebody_busy:
        found.next_wave_at = now + WHEN_BUSY
    elif chosen.somebody_on_shift:
        found.next_wave_at = now + WHEN_TRIED
    else:
        found.next_wave_at = now + WHEN_NOBODY
        soon = (found.waiting_since or now) + HEAR_RIGHTS
        if found.turn == 0 and found.decide_at and found.decide_at > soon:
            found.decide_at = soon  # nobody is on shift: do not let them wait for nothing
    found.save(update_fields=["wave", "next_wave_at", "decide_at"])
    if legs or not chosen.somebody_on_shift:
        record("call.rung", actor=by, subject=found, wave=found.wave, count=len(legs))
        publish("call", found.pk, urgent=not chosen.somebody_on_shift)
    return legs


def _ring(call: Call, people: list[tuple[Person, Tier]], by: Actor | None) -> list[Leg]:
    numbers = calling_numbers(person.pk for person, _tier in people)
    wanted = [
        Leg(call=call, person=person, language=_words(person), tier=tier, wave=call.wave + 1)
        for person, tier in people if person.pk in numbers
    ]  # fmt: skip
    Leg.objects.bulk_create(wanted, ignore_conflicts=True)  # whoever rings for another call by now is left out
    made = list(Leg.objects.filter(pk__in=[leg.pk for leg in wanted]))
    until = clock.now() + STALE
    place_calls(
        [
            Ring(numbers[leg.person_id], leg.token, "leg", until, call.pk, lane=Lane.CALL, ring_seconds=RING_SECONDS)
            for leg in made
        ],
        by=by,
    )
    return made


def _words(person: Person) -> str:
    """The language in which we speak to this responder."""
    return person.language if person.language in ("en", "es", "pt-BR", "ht") else "en"


@transaction.atomic(savepoint=False)
def end_legs(call: Call, *, end: LegEnd, by: Actor | None = None, but: Leg | None = None) -> int:
    """Stop ringing for this call: what rings is ended, who listens is told why and thanked. Returns how many that were."""
    now = clock.now()
    legs = Leg.objects.filter(call=call, state__lt=LegState.TALKING)
    if but is not None:
        legs = legs.exclude(pk=but.pk)
    going = list(legs.select_for_update().order_by("pk"))
    if not going:
        return 0
    Leg.objects.filter(pk__in=[leg.pk for leg in going]).update(state=LegState.ENDED, end=end, ended_at=now)
    listening = [leg for leg in going if leg.state == LegState.ANSWERED and leg.call_sid]
    ringing = [leg.token for leg in going if leg not in listening]
    if ringing:
        end_calls(ringing, about=call.pk, expires_at=now + STALE, by=by)
    for leg in listening:
        redirect_call(leg.call_sid, token=leg.token, step="told", about=call.pk, expires_at=now + STALE, by=by)
    record("legs.ended", actor=by, subject=call, end=end, count=len(going))
    return len(going)


@transaction.atomic
def end_stuck_leg(leg: Leg, *, by: Actor | None = None) -> bool:
    """Give a phone free of which the carrier never told us how it ended. False when it has ended meanwhile."""
    hold(leg.call_id)
    ended = Leg.objects.filter(pk=leg.pk, state__lt=LegState.TALKING).update(
        state=LegState.ENDED, end=LegEnd.FAILED, ended_at=clock.now()
    )
    if ended:
        end_calls([leg.token], about=leg.call_id, expires_at=clock.now() + STALE, by=by)
        ring_sooner(leg.call, by=by)
    record("leg.given_up", actor=by, subject=leg)
    return bool(ended)


@transaction.atomic(savepoint=False)
def ring_sooner(call: Call, *, by: Actor | None = None) -> bool:
    """Let the next wave begin now when no phone of the last one rings any more. False when some still do."""
    if Leg.objects.filter(call=call, state__lt=LegState.ENDED).exists():
        return False
    sooner = Call.objects.filter(pk=call.pk, state__in=CLAIMABLE, next_wave_at__gt=clock.now())
    moved = sooner.filter(wave__gt=0).update(next_wave_at=clock.now())
    record("call.wave_sooner", actor=by, subject=call)
    return bool(moved)


@transaction.atomic
def ring_all_waiting(people: int, *, by: Actor | None = None) -> int:
    """Somebody came on duty: let every waiting call look for people at once."""
    waiting = list(
        Call.objects.select_for_update().filter(state__in=CLAIMABLE).order_by("pk").values_list("pk", flat=True)
    )
    moved = Call.objects.filter(pk__in=waiting).update(next_wave_at=clock.now())
    record("calls.rung_again", actor=by, people=people, count=moved)
    return moved
