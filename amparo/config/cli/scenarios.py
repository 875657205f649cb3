"""``amparo simulate``: asks the simulated carrier of a running demo to play a scenario. Only over the wire."""

import json
import os
import urllib.error
import urllib.request
from typing import Any, TextIO

from amparo.config.cli.main import CommandFailed

SIMULATOR_ABOVE = 13  # the simulator's port lies so far above the demo's


def run_scenario(name: str | None, *, port: int, out: TextIO) -> int:
    """Start this scenario, end the running one (``stop``), or list them all."""
    base = os.environ.get("AMPARO_CARRIER_URL") or f"http://127.0.0.1:{port + SIMULATOR_ABOVE}"
    known = _ask(f"{base}/scenarios")
    if name is None:
        for each, story in known["scenarios"].items():
            print(f"{each:10} {story['title']['en']}: {story['about']['en']}", file=out)
        return 0
    if name != "stop" and name not in known["scenarios"]:
        raise CommandFailed(f"There is no scenario {name}. There are: {', '.join(known['scenarios'])}.")
    _ask(f"{base}/scenarios/stop" if name == "stop" else f"{base}/scenarios/{name}/start", post=True)
    print("The scenario has ended." if name == "stop" else f"Running. Watch the phones at {base}/", file=out)
    return 0


def _ask(address: str, *, post: bool = False) -> dict[str, Any]:
    request = urllib.request.Request(
        address, data=b"{}" if post else None, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            said: dict[str, Any] = json.load(answer)
            return said
    except (urllib.error.URLError, OSError, ValueError) as failure:
        raise CommandFailed(
            f"No simulated phones answer at {address}. Start them with: amparo demo ({failure})"
        ) from failure
