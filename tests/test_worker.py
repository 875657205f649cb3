"""The worker process: what must happen on time happens, and it ends at once when told to."""

import time

import pytest

from amparo.audit.actions import record
from amparo.audit.models import Link
from amparo.core.models import Heartbeat
from tests.processes import WORKER, database_url, running
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_beats_links_the_audit_and_ends_at_once() -> None:
    entry = record("test.happened", actor=None)

    with running(WORKER, DATABASE_URL=database_url()) as worker:
        until(lambda: Link.objects.filter(entry=entry).exists() and Heartbeat.objects.filter(name="worker").exists())
        before = time.monotonic()

    assert worker.returncode == 0
    assert time.monotonic() - before < 8
