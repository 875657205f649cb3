"""The floor of handing over: the same HTTP client in a loop, with no database. Prints JSON seconds.

``python -m tools.bench.floor_client URL COUNT IN_FLIGHT``
"""

import asyncio
import json
import sys
import time

from pyreqwest.client import ClientBuilder


async def hand_over(url: str, count: int, in_flight: int) -> float:
    """Seconds until the last of ``count`` posts was answered, ``in_flight`` at a time."""
    waiting = iter(range(count))
    async with ClientBuilder().max_connections(in_flight).build() as client:

        async def lane() -> None:
            for number in waiting:
                form = {"To": f"+1413555{number % 100 + 100:04}", "From": "+14135550101", "Body": "help near Broadway"}
                answer = await client.post(url).form(form).build().send()
                await answer.json()

        started = time.perf_counter()
        await asyncio.gather(*(lane() for _ in range(in_flight)))
        return time.perf_counter() - started


if __name__ == "__main__":
    seconds = asyncio.run(hand_over(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"count": int(sys.argv[2]), "seconds": round(seconds, 3)}))
