from uuid import UUID

from amparo.audit.events import Looked
from amparo.brakes.actions import raise_alarm
from amparo.brakes.budgets import LOOKS
from amparo.brakes.counting import count_reading, watch_for_canaries
from amparo.brakes.enums import AlarmKind, Reads
from amparo.core.events import reacts_to
from amparo.people.models import Person
from amparo.vault.enums import Kind
from amparo.vault.events import KeysHandedOut, ReadingRefused
from amparo.vault.models import Key


def _person(pk: UUID | None) -> Person | None:
    return Person.objects.filter(pk=pk).first() if pk else None


@reacts_to(KeysHandedOut)
def count_keys(event: KeysHandedOut) -> None:
    """A case is counted once, however many of its parts are opened. The keys of circles open nothing by themselves."""
    person = _person(event.person)
    if person is None:
        return
    parts = Key.objects.filter(pk__in=event.keys, kind=Kind.CASE).values_list("pk", "subject")
    subjects = {subject or key for key, subject in parts}
    watch_for_canaries(person, subjects={*event.keys, *subjects})
    if subjects:
        count_reading(person, reads=Reads.CASES, subjects=subjects)


@reacts_to(Looked)
def count_looks(event: Looked) -> None:
    """Looks that open words or numbers are counted; any look at a canary is told."""
    person = _person(event.actor)
    if person is None:
        return
    watch_for_canaries(person, subjects=[event.subject])
    if event.kind in LOOKS and event.opens:
        count_reading(person, reads=LOOKS[event.kind], subjects=[event.subject])


@reacts_to(ReadingRefused)
def tell_of_stopped_reading(event: ReadingRefused) -> None:
    """Somebody was stopped: whoever leads looks who it was, and why."""
    person = _person(event.person)
    if person is not None:
        raise_alarm(person, kind=AlarmKind.BUDGET)
