"""``make bench``: every measurement beside its floor in one run, as one JSON.

``python -m tools.bench [NAME ...]``: all of them, or those named; ``--write`` puts a whole run into docs/benchmarks.md. Each runs
in a process of its own with a fresh database and a limit on its time; one that fails is a row that says so, and the others go on.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.bench import house, page

# Each is a module of this folder with a function measure(); the limit is in seconds.
LIMITS = {
    "activate": 120, "fan_out": 300, "choosing": 240, "queue": 60, "webhooks": 240, "board": 90, "races": 300, "kills": 420,
    "memory": 60, "start": 120, "small": 120, "arrival": 120, "sealed": 240,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench")
    parser.add_argument("names", nargs="*", choices=[[], *LIMITS], metavar="NAME", help=", ".join(LIMITS))
    parser.add_argument("--write", action="store_true", help="put the figures of a whole run into docs/benchmarks.md")
    options = parser.parse_args()
    if options.write and options.names:
        parser.error("the page holds whole runs: --write takes no names")
    house.prepare()
    try:
        report: dict[str, object] = {"machine": machine()}
        for name in options.names or LIMITS:
            report[name] = run(name)
            print(f"{name}: done", file=sys.stderr, flush=True)
    finally:
        house.stop()
    print(json.dumps(report, indent=2))
    if options.write:
        page.write(report)
    return 0


def machine() -> dict[str, object]:
    """What it was measured on, and how busy that was when the run began."""
    return {
        "cores": len(os.sched_getaffinity(0)), "python": platform.python_version(),
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "on": time.strftime("%Y-%m-%d", time.gmtime()), "load_at_the_start": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def run(name: str) -> object:
    """One measurement in a process of its own; what went wrong is a figure too."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "tools.bench.one", name, str(result)]
        started = time.monotonic()
        process = subprocess.Popen(command, env=house.environment(house.TEMPLATE), cwd=house.ROOT, stdout=sys.stderr)
        try:
            code = process.wait(LIMITS[name])
        except subprocess.TimeoutExpired:
            return {"failed": f"not done after {LIMITS[name]} s{_end(process)}"}
        if code:
            return {"failed": f"ended with {code}; see above"}
        return {"seconds": round(time.monotonic() - started), **json.loads(result.read_text(encoding="utf-8"))}


def _end(process: "subprocess.Popen[bytes]") -> str:
    """It ends its own processes on the way out; when it does not, that is said."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return ", and did not end when told to"
    return ""


if __name__ == "__main__":
    sys.exit(main())
