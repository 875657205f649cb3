"""``python -m amparo.simulator``: the simulated carrier, on this machine only."""

import asyncio
import os
import signal
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from amparo.simulator.app import build
from amparo.simulator.options import Options, WillNotStart, read


async def serve(options: Options) -> None:
    """Serve until the process is told to end."""
    server = Server(
        build(options), address="127.0.0.1", port=options.port, interface=Interfaces.ASGI, websockets=False,
        log_level=LogLevels.error, backlog=2048,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    serving = loop.create_task(server.serve())
    told = asyncio.Event()
    for wish in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wish, told.set)
    ending = loop.create_task(told.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=3)


def main() -> int:
    try:
        options = read()
    except WillNotStart as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 2
    asyncio.run(serve(options))
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # the server's threads may still breathe: an interpreter that ends under them aborts now and then
