"""How the carrier is: told on the boards when it does not take what we hand over, and when it does again."""

from collections.abc import Sequence

from django.db import transaction

from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.messaging.enums import State
from amparo.messaging.events import CarrierTroubled, CarrierWell
from amparo.messaging.models import CallOrder, CarrierHealth, OutgoingMessage
from amparo.messaging.outbox.claims import Outcome

SLOW_DOWN = "429"


def news(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """What a batch says about texts and voice: an empty word when something was taken or refused for good, else the trouble."""
    said: dict[str, str] = {}
    for outcome in outcomes:
        name = "text" if outcome.item.kind == "text" else "voice"
        if outcome.guessed or not (outcome.code or outcome.state == State.HANDED_OVER) or outcome.code == SLOW_DOWN:
            continue
        bad = outcome.unsure or outcome.state == State.WAITING
        if not bad:
            said[name] = ""
        else:
            said.setdefault(name, outcome.code)
    return said


@transaction.atomic
def note_trouble(name: str, said: str) -> None:
    """The carrier does not take what we hand over: say so on the boards, once."""
    row, _new = CarrierHealth.objects.select_for_update().get_or_create(name=name)
    if row.trouble_since is None:
        row.trouble_since, row.said = clock.now(), said[:60]
        row.save(update_fields=["trouble_since", "said"])
        publish("outbox", urgent=True)
        announce(CarrierTroubled(row.trouble_since))


@transaction.atomic
def note_well(name: str) -> None:
    """The carrier answers again."""
    if CarrierHealth.objects.filter(name=name).exclude(trouble_since=None).update(trouble_since=None, said=""):
        publish("outbox")
        announce(CarrierWell())


def idle_trouble() -> list[str]:
    """Where trouble is shown though nothing waits that would prove it over: somebody must ask."""
    open_states = [State.WAITING, State.IN_FLIGHT]
    waiting = {
        "text": OutgoingMessage.objects.filter(state__in=open_states),
        "voice": CallOrder.objects.filter(state__in=open_states),
    }
    troubled = CarrierHealth.objects.exclude(trouble_since=None).values_list("name", flat=True)
    return [name for name in troubled if not waiting[name].exists()]
