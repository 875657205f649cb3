"""Run a command with the test database: ``python -m tools.with_database COMMAND …``. DATABASE_URL, when set, is left alone."""

import os
import subprocess
import sys
from pathlib import Path

from amparo.config import embedded

VAR = Path(__file__).resolve().parents[1] / "var" / "test"


def main(command: list[str]) -> int:
    """Start the embedded server when needed, run the command, stop what was started; returns the command's exit code."""
    environment = {"AMPARO_MODE": "test", "AMPARO_VAR": str(VAR), **os.environ}
    if "DATABASE_URL" in os.environ:
        return subprocess.run(command, env=environment).returncode
    was_running = embedded.status(VAR) is not None
    environment["DATABASE_URL"] = embedded.start(VAR)
    try:
        return subprocess.run(command, env=environment).returncode
    finally:
        if not was_running:
            embedded.stop(VAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
