"""The floor of handing over: the same HTTP client in a loop, with no database. Prints JSON seconds.

``python -m tools.bench.floor_client URL COUNT IN_FLIGHT``
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from pyreqwest.client import ClientBuilder


async def hand_over(url: str, count: int, in_flight: int) -> tuple[float, float]:
    """Monotonic moments: the start, and when the last of ``count`` posts was answered, ``in_flight`` at a time.

    The connections are open before the clock starts, as the product's are.
    """
    waiting = iter(range(count))
    parts = urlsplit(url)
    async with ClientBuilder().max_connections(in_flight).build() as client:

        async def warm() -> None:
            await (await client.get(f"{parts.scheme}://{parts.netloc}/seen").build().send()).json()

        async def lane() -> None:
            for number in waiting:
                form = {"To": f"+1413555{number % 100 + 100:04}", "From": "+14135550101", "Body": "help near Broadway"}
                answer = await client.post(url).form(form).build().send()
                await answer.json()

        await asyncio.gather(*(warm() for _ in range(in_flight)))
        started = time.monotonic()
        await asyncio.gather(*(lane() for _ in range(in_flight)))
        return started, time.monotonic()


if __name__ == "__main__":
    start, end = asyncio.run(hand_over(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"count": int(sys.argv[2]), "seconds": round(end - start, 3)}))
