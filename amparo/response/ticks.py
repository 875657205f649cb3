"""What happens by itself in a response. Every tick finds its due rows; a restart loses nothing, two workers do nothing twice."""

from datetime import timedelta

from amparo.core import clock
from amparo.core.ticker import every
from amparo.response.actions.activations import climb, raise_alarm
from amparo.response.actions.answers import count_missed, send_check_in
from amparo.response.actions.roster import refresh_roster
from amparo.response.enums import AlarmKind
from amparo.response.models import Alarm, CheckIn, LadderStep, Roster

LATE = timedelta(seconds=60)
GRACE = timedelta(minutes=10)  # so long after it was asked a check-in may be answered
SAID = timedelta(minutes=10)  # an alarm that somebody has is not raised again at once


@every(seconds=1)
def climb_ladders() -> None:
    """3, 5 and 8 minutes after people were asked, more are asked; then the lead's phone rings."""
    due = LadderStep.objects.filter(done_at=None, due_at__lte=clock.now())
    for step in due.order_by("due_at", "created_at")[:50]:
        climb(step)


@every(seconds=1)
def send_check_ins() -> None:
    """Every twenty minutes whoever is out is asked whether they are all right."""
    for check_in in CheckIn.objects.filter(sent_at=None, due_at__lte=clock.now()).order_by("due_at")[:100]:
        send_check_in(check_in)


@every(seconds=1)
def count_missed_check_ins() -> None:
    """A check-in that nobody answered is missed ten minutes after it was asked, whenever the next one is."""
    waiting = CheckIn.objects.filter(answered_at=None, missed_at=None, sent_at__lte=clock.now() - GRACE)
    for check_in in waiting.order_by("sent_at")[:100]:
        count_missed(check_in)


@every(seconds=15)
def watch_the_watch() -> None:
    """Any step a minute late is an alarm: then something in the house does not work."""
    late = clock.now() - LATE
    steps = LadderStep.objects.filter(done_at=None, due_at__lt=late, activation__ending=None)
    said = Alarm.objects.filter(kind=AlarmKind.LATE, created_at__gt=clock.now() - SAID)
    known = {(alarm.activation_id, alarm.ask_id) for alarm in said}
    for step in steps.select_related("activation")[:10]:
        if (step.activation_id, None) not in known:
            raise_alarm(step.activation, kind=AlarmKind.LATE)
    for check_in in CheckIn.objects.filter(sent_at=None, due_at__lt=late).select_related("ask__activation")[:10]:
        if (check_in.ask.activation_id, check_in.ask_id) not in known:
            raise_alarm(check_in.ask.activation, kind=AlarmKind.LATE, ask=check_in.ask)


@every(seconds=3_600)
def fill_an_empty_roster() -> None:
    """A house that was just set up, or restored, finds its people again."""
    if not Roster.objects.exists():
        refresh_roster(None, reason="empty")
