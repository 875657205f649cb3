"""Who waits to hear from us, and what was written both ways."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from amparo.core import clock
from amparo.hotline.models import CallBack, CallBackAttempt
from amparo.messaging.selectors import Line, thread_with

BEFORE = timedelta(hours=1)


def open_call_backs() -> QuerySet[CallBack]:
    """Call-backs that are not done, the most pressing first."""
    return CallBack.objects.filter(done_at=None).select_related("owner", "call").order_by("due_at", "created_at")


def late_call_backs() -> QuerySet[CallBack]:
    """Call-backs whose time is over and of which the lead does not know yet."""
    return CallBack.objects.filter(done_at=None, alarmed_at=None, due_at__lt=clock.now())


def open_thread(index: str) -> CallBack | None:
    """The open item of this number, if there is one. Hidden numbers have none: they are never taken for one person."""
    return CallBack.objects.filter(index=index, done_at=None).order_by("created_at").first() if index else None


def attempt_of(token: str) -> CallBackAttempt | None:
    """The attempt to which this line belongs, ours or theirs."""
    rows = CallBackAttempt.objects.select_related("call_back", "by")
    return rows.filter(Q(token=token) | Q(theirs=token)).first()


def running_attempt(call_back: CallBack) -> CallBackAttempt | None:
    """The attempt to ring that goes on at this moment."""
    return call_back.attempts.filter(ended_at=None).order_by("-created_at").first()


def thread_of(call_back: CallBack) -> list[Line]:
    """The texts of this item, oldest first: moment, "in" or "out", the row. Whoever shows it records that."""
    if not call_back.index:
        return []
    since = call_back.created_at - BEFORE
    return [line for line in thread_with(call_back.index) if line[0] >= since]
