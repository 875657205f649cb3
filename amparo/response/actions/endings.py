"""An activation ends: exactly those who were told hear it, and everybody is followed until they are home."""

from django.db import IntegrityError, transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.messaging.actions import cancel_messages
from amparo.messaging.models import OutgoingMessage
from amparo.people.models import Person
from amparo.response.actions.answers import free_letter_when_home
from amparo.response.actions.ringing import SPOKEN, stop_rings, tell
from amparo.response.enums import OUT, AlarmKind, EndKind
from amparo.response.errors import ActivationOver
from amparo.response.events import ActivationEnded
from amparo.response.models import Activation, Ask, AskCall, Ending
from amparo.response.selectors.asks import told

TEMPLATES = {EndKind.FALSE_ALARM: "activation.false_alarm", EndKind.CORRECTION: "activation.correction"}


@transaction.atomic
def end_activation(activation: Activation, *, kind: str, by: Person) -> Ending:
    """Stand down or correct, once. What has not left is stopped, what rings is ended; those who were told are told, nobody else."""
    activation = Activation.objects.select_for_update(of=("self",)).select_related("report").get(pk=activation.pk)
    try:
        with transaction.atomic():
            ending = Ending.objects.create(activation=activation, kind=kind, by=by)
    except IntegrityError:
        raise ActivationOver from None
    activation.ladder.filter(done_at=None).update(done_at=clock.now())
    activation.alarms.filter(kind=AlarmKind.PEOPLE, taken_at=None).update(taken_at=clock.now(), taken_by=by)
    stopped = cancel_messages(activation.pk, by=by) + stop_rings(activation, by=by)
    people = told(activation)
    _tell_the_end(activation, kind, people)
    free_letter_when_home(activation)
    record("activation.ended", actor=by, subject=activation, kind=kind, told=len(people), stopped=stopped)
    announce(ActivationEnded(activation))
    publish("activation", activation.pk)
    return ending


def _tell_the_end(activation: Activation, kind: str, asks: list[Ask]) -> None:
    if asks:
        tell(activation, told=[(ask, _template(kind, ask)) for ask in asks], expires_at=clock.ahead(hours=1))


def _template(kind: str, ask: Ask) -> str:
    if kind in TEMPLATES:
        return TEMPLATES[EndKind(kind)]
    return "activation.stand_down" if ask.state in OUT else "activation.over"


@transaction.atomic
def correct_ended(activation: Activation, *, kind: str, by: Person) -> int:
    """After the end: tell exactly those who were told that it was not so. Each correction leaves once; returns how many hear it."""
    activation = Activation.objects.select_for_update(of=("self",)).select_related("report").get(pk=activation.pk)
    template = TEMPLATES[EndKind(kind)]
    if not hasattr(activation, "ending") or activation.ending.kind == kind:
        raise ActivationOver
    if OutgoingMessage.objects.filter(about=activation.pk, template=template).exists():
        raise ActivationOver
    if AskCall.objects.filter(ask__activation=activation, kind=SPOKEN[template]).exists():
        raise ActivationOver
    people = told(activation)
    _tell_the_end(activation, kind, people)
    record("activation.corrected", actor=by, subject=activation, kind=kind, told=len(people))
    publish("activation", activation.pk)
    return len(people)
