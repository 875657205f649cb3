"""The note that a running house leaves in its folder, so that other commands find it. It holds addresses, never secrets."""

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOLD = ("AMPARO_MODE", "AMPARO_PUBLIC_URL", "AMPARO_LIVE_URL", "AMPARO_CARRIER_URL")


@dataclass(frozen=True)
class Running:
    """A house that runs: its process, and where its pages are."""

    pid: int
    told: dict[str, str] = field(default_factory=dict)


def note_file(var: Path) -> Path:
    return var / "house.json"


def leave_note(var: Path) -> None:
    """Say that this process is the house now."""
    told = {name: os.environ[name] for name in TOLD if name in os.environ}
    draft = note_file(var).with_suffix(".new")
    draft.write_text(json.dumps({"pid": os.getpid(), "told": told}), encoding="utf-8")
    draft.replace(note_file(var))


def take_note_away(var: Path) -> None:
    note_file(var).unlink(missing_ok=True)


def running_house(var: Path) -> Running | None:
    """The house that runs below this folder. A note left by a crash counts for nothing, also when its number is used again."""
    try:
        note = json.loads(note_file(var).read_text(encoding="utf-8"))
        found = Running(int(note["pid"]), {str(k): str(v) for k, v in note["told"].items()})
        os.kill(found.pid, 0)
    except PermissionError:
        return found if _is_a_house(found.pid) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if _is_a_house(found.pid) else None


def _is_a_house(pid: int) -> bool:
    if not sys.platform.startswith("linux"):
        return True
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"amparo" in words
