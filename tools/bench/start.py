"""Seconds from the demo's command to the first page: the first time, with a network to invent, and the second."""

import os
import signal
import subprocess
import sys
import tempfile
import time

from tools.bench import house
from tools.bench.rounds import Figures, goal

PORT = 8350


def measure() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        first, second = _start(folder), _start(folder)
    return {"first_s": round(first, 2), "second_s": round(second, 2), "goal_second_s": goal(second, 10)}


def _start(folder: str) -> float:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AMPARO_", "DATABASE_"))}
    command = [sys.executable, "-m", "amparo", "demo", "--port", str(PORT)]
    started = time.monotonic()
    demo = subprocess.Popen(
        command, cwd=house.ROOT, env={**environment, "AMPARO_VAR": folder}, stdout=subprocess.DEVNULL
    )
    try:
        house.wait_for(f"http://localhost:{PORT}/demo/", demo, 80)
        return time.monotonic() - started
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(30)
