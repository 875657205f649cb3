"""The worker process: what must happen on time happens, and it ends at once when told to."""

import os
import signal
import subprocess
import sys
import time

import pytest

from amparo.audit.actions import record
from amparo.audit.models import Link
from amparo.core.models import Heartbeat
from tests.test_live import database_url, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_beats_links_the_audit_and_ends_at_once() -> None:
    entry = record("test.happened", actor=None)
    environment = {**os.environ, "DATABASE_URL": database_url(), "AMPARO_MODE": "test"}
    worker = subprocess.Popen([sys.executable, "-m", "amparo.config.worker"], env=environment)
    try:
        until(
            lambda: Link.objects.filter(entry=entry).exists() and Heartbeat.objects.filter(name="worker").exists(), 20
        )
    finally:
        before = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(15)

    assert code == 0
    assert time.monotonic() - before < 8
