"""A phone did not take what asks: the person's next way is tried at once, and when there is none, somebody else is asked."""

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.board import publish
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.ways import Way, ways_of
from amparo.response.actions.activations import ask_by, replace_one
from amparo.response.enums import AskState, CallKind
from amparo.response.models import Activation, Ask
from amparo.response.selectors.asks import NEVER_LEFT
from amparo.response.selectors.boards import is_over


@transaction.atomic
def note_failure(ask: Ask) -> bool:
    """Act on a text that was not delivered or a call that nobody picked up. False when the person is still asked otherwise.

    Nothing happens to somebody who has answered, or when the activation has ended.
    """
    activation = Activation.objects.select_for_update(of=("self",)).select_related("report").get(pk=ask.activation_id)
    ask = Ask.objects.select_for_update(of=("self",)).select_related("person").get(pk=ask.pk)
    if is_over(activation) or ask.state != AskState.ASKED or ask.answers.exists() or _is_asked(ask):
        return False
    usable, tried = ways_of([ask.person_id])[ask.person_id].usable, _tried(ask)
    way = next((each for each in usable if each not in tried), None)
    record("ask.failed", actor=None, subject=ask, next=way.value if way else "")
    if way is not None:
        ask_by(activation, ask=ask, way=way, by=None)
    else:
        ask.state, ask.moved_at = AskState.UNREACHED, clock.now()
        ask.save(update_fields=["state", "moved_at"])
        replace_one(activation, role=ask.role)
    publish("activation", activation.pk)
    return True


def _tried(ask: Ask) -> set[Way]:
    called = ask.calls.filter(kind=CallKind.ASK).exists()
    return {way for way, done in ((Way.TEXT, ask.message is not None), (Way.CALL, called)) if done}


def _is_asked(ask: Ask) -> bool:
    """Whether one of the ways goes on: a text on its way or delivered, a call that rings or was picked up."""
    text = OutgoingMessage.objects.filter(pk=ask.message) if ask.message else OutgoingMessage.objects.none()
    calls = CallOrder.objects.filter(pk__in=ask.calls.filter(kind=CallKind.ASK).values("order"))
    gone = [*NEVER_LEFT, State.UNDELIVERED]
    return text.exclude(state__in=gone).exists() or calls.exclude(state__in=gone).exists()
