"""Asks: what somebody may be answering, who was told, where the exact place is shown."""

from django.conf import settings

from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.models import Person
from amparo.response.enums import OUT, CallKind
from amparo.response.models import Activation, Answer, Ask, AskCall

NEVER_LEFT = (State.CANCELLED, State.OPTED_OUT, State.EXPIRED, State.FAILED)


def asks_of(people: list[Person]) -> list[Ask]:
    """What these people may be answering: open activations they were asked in, and any they are still out for; newest first."""
    rows = Ask.objects.filter(person__in=people).select_related("activation__report", "activation__ending", "person")
    open_or_out = rows.filter(activation__ending=None) | rows.filter(state__in=OUT)
    return list(open_or_out.order_by("-created_at"))


def told(activation: Activation) -> list[Ask]:
    """Exactly those whose asking text left the house, whose phone was picked up, or who answered all the same."""
    asks = list(activation.asks.select_related("person"))
    texts = OutgoingMessage.objects.filter(pk__in=[ask.message for ask in asks if ask.message])
    left = set(texts.exclude(state__in=NEVER_LEFT).values_list("pk", flat=True))
    answered = set(Answer.objects.filter(ask__activation=activation).values_list("ask", flat=True))
    calls = AskCall.objects.filter(ask__activation=activation, kind=CallKind.ASK)
    lines = CallOrder.objects.filter(pk__in=calls.values("order"), state=State.DELIVERED)
    heard = set(calls.filter(order__in=lines.values("pk")).values_list("ask", flat=True))
    return [ask for ask in asks if ask.message in left or ask.pk in answered or ask.pk in heard]


def place_link(ask: Ask) -> str:
    """The address under which this person, and nobody else, sees the exact place."""
    return f"{settings.PUBLIC_URL}/response/p/{ask.link}"
