"""``make bench``: every measurement against its floor in one run, as JSON. So far the floor of handing over stands."""

import asyncio
import json
import platform
import statistics
import subprocess
import sys
import time

from tools.bench.floor_client import hand_over

PORT = 8020
ADDRESS = f"http://127.0.0.1:{PORT}/2010-04-01/Accounts/AC0/Messages.json"


def floor_of_handing_over(count: int, rounds: int = 5) -> dict[str, float]:
    """Median seconds and rate of the raw client at the loopback carrier (30 ms, 200 in flight)."""
    seconds = [asyncio.run(hand_over(ADDRESS, count, 200)) for _ in range(rounds)]
    median = statistics.median(seconds)
    return {"count": count, "seconds": round(median, 3), "per_second": round(count / median)}


def main() -> int:
    carrier = subprocess.Popen([sys.executable, "-m", "tools.bench.sink", "--port", str(PORT)])
    try:
        time.sleep(1)
        floors = [floor_of_handing_over(count) for count in (800, 10_000)]
    finally:
        carrier.terminate()
        carrier.wait()
    print(json.dumps({"python": platform.python_version(), "handing_over_floor": floors}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
