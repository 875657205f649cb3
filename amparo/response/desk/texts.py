"""The response answers texts of people who were asked, and the calls that ring a lead."""

from amparo.core.events import answers, reacts_to
from amparo.messaging.events import HelpAsked, TextReceived
from amparo.messaging.models import CallOrder, InboundText
from amparo.messaging.voice import Gather, Hangup, Pause, Plan, Say, StepAsked
from amparo.people.selectors import people_by_index
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import take_alarm
from amparo.response.actions.answers import Heard, ask_which, record_answer
from amparo.response.enums import ANSWERABLE, OUT
from amparo.response.models import Alarm, Ask
from amparo.response.selectors.asks import asks_of

NAME = "response"
STEPS = ("alarm", "ladder", "alarm-key")


@answers(TextReceived, rank=10)
def hear_answer(question: TextReceived) -> str | None:
    """An answer of somebody who was asked; None when it is not for us."""
    text = question.message
    people = people_by_index(text.index)
    asks = asks_of(people)
    if not asks:
        return None
    letters = {ask.activation.letter for ask in asks}
    reply = question.said.reply(language=asks[0].person.language, open_activations=len(letters))
    if reply.got == Got.EMERGENCY or (reply.got == Got.HELP and not reply.code):
        return _hear(_nearest(asks, reply), reply, text)
    named = [ask for ask in asks if ask.activation.letter == reply.code]
    if reply.code and not named:
        reply = Reply(Got.UNCLEAR)
    if len(letters) > 1 and not named:
        ask_which(asks, origin=text.pk)
        return NAME
    return _hear(_meant(named or asks, reply), reply, text)


def _meant(asks: list[Ask], reply: Reply) -> Ask:
    """Of several people with one phone: whom the answer fits. Only who is out arrives or comes home; only who was asked says no."""
    fits = {Got.ARRIVED: OUT, Got.HOME_SAFE: OUT, Got.GOING: ANSWERABLE, Got.CANNOT: ANSWERABLE}.get(reply.got, ())
    return next((ask for ask in asks if ask.state in fits), asks[0])


def _nearest(asks: list[Ask], reply: Reply) -> Ask:
    """For an alarm: the activation that was named, else where the person is out, else the newest."""
    named = [ask for ask in asks if ask.activation.letter == reply.code]
    return (named or [ask for ask in asks if ask.state in OUT] or asks)[0]


def _hear(ask: Ask, reply: Reply, text: InboundText) -> str:
    record_answer(ask, heard=Heard(reply, origin=text.pk), by=None)
    return NAME


@reacts_to(HelpAsked)
def hear_help(event: HelpAsked) -> None:
    """HELP from somebody who is out is a call for help, whatever the carrier makes of the word."""
    for ask in asks_of(people_by_index(event.message.index)):
        if ask.state in OUT:
            record_answer(ask, heard=Heard(Reply(Got.HELP), origin=event.message.pk), by=None)
            return


@answers(StepAsked, rank=10)
def speak_to_lead(question: StepAsked) -> Plan | None:
    """What a rung lead hears; pressing 1 takes the alarm."""
    if question.step not in STEPS:
        return None
    order = CallOrder.objects.filter(token=question.token, step__in=STEPS).first()
    if order is None:
        return None
    alarm = Alarm.objects.filter(pk=order.about).first() if order.about else None
    person = next(iter(people_by_index(order.index)), None)
    language = person.language if person else "en"
    if question.step == "alarm-key":
        if question.digits == "1" and alarm is not None and person is not None:
            take_alarm(alarm, by=person)
            return Plan(question.token, (Say("goodbye", language), Hangup()))
        return Plan(question.token, (Say("passed", language), Hangup()))
    say = Say(order.step, language)
    return Plan(question.token, (Gather((say, Pause(2), say), step="alarm-key", timeout=8), Hangup()))
