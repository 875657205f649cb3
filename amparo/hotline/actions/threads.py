from django.db import transaction

from amparo.audit.actions import record
from amparo.hotline.models import CallBack
from amparo.hotline.selectors.call_backs import thread_of
from amparo.messaging.selectors import Line
from amparo.people.models import Person


@transaction.atomic
def read_thread(call_back: CallBack, *, by: Person) -> list[Line]:
    """The texts of a call-back for this person to read; the audit names who read them."""
    lines = thread_of(call_back)
    record("call_back.thread_read", actor=by, subject=call_back, count=len(lines))
    return lines
