"""The simulator's web side: the carrier's REST, the page with the phones, and what the page's buttons ask for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from amparo.simulator.carrier import Carrier
from amparo.simulator.options import Options
from amparo.simulator.pages import Pages
from amparo.simulator.rest import Rest

STATIC = Path(__file__).parent / "static"


def build(options: Options) -> Starlette:
    """The whole application."""
    carrier = Carrier(options)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        post = asyncio.create_task(carrier.wire.run())
        yield
        carrier.stories.stop()
        carrier.closing = True
        carrier.touch()
        post.cancel()
        await asyncio.wait({post}, timeout=2)

    routes: list[Route | Mount] = [*Rest(carrier).routes(), *Pages(carrier).routes()]
    return Starlette(routes=[*routes, Mount("/static", StaticFiles(directory=STATIC))], lifespan=life)
