"""The simulator's way out: signed forms to the product, and to nobody else."""

import asyncio
import io
import time
import wave
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier

TIMEOUT = timedelta(seconds=15)
LANES, MOST_WAITING, LONGEST_DOCUMENT = 16, 200_000, 64_000
Form = Mapping[str, str]
Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Answer:
    """What the product said; status 0 when it said nothing in time."""

    status: int
    body: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Wire:
    """Posts signed forms. News goes through lanes, so that what belongs together stays in order unless a knob says otherwise."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.base = carrier.options.public_url + "/"
        self.signer = RequestValidator(carrier.options.signing_key)
        self.client: Client | None = None
        self.lanes: list[asyncio.Queue[Job]] = [asyncio.Queue() for _ in range(LANES)]
        self.waiting = 0
        self.lengths: dict[str, float] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        builder = ClientBuilder().max_connections(64).timeout(TIMEOUT).connect_timeout(timedelta(seconds=5))
        async with builder.follow_redirects(False).build() as client:
            self.client = client
            async with asyncio.TaskGroup() as group:
                for lane in self.lanes:
                    group.create_task(self._work(lane))

    async def _work(self, lane: asyncio.Queue[Job]) -> None:
        while True:
            job = await lane.get()
            try:
                await job()
            except Exception as failure:  # one bad answer must not stop the post
                self.carrier.alert("11200", f"{type(failure).__name__}: {failure}")
            finally:
                self.waiting -= 1

    def may_reach(self, url: str) -> bool:
        """Only the product: nothing can leave the machine."""
        return url.startswith(self.base)

    def sign(self, url: str, form: Form) -> str:
        return str(self.signer.compute_signature(url, dict(form)))

    async def post(self, url: str, form: Form) -> Answer:
        """Post a signed form; 15 seconds, no redirects, one more try when there was no connection at all."""
        if not self.may_reach(url):
            self.carrier.alert("21205", f"refused to reach {url[:80]}")
            return Answer(0)
        await self.lag()
        for attempt in (1, 2):
            began = time.monotonic()
            answer = await self._post_once(url, form)
            if answer.status or attempt == 2 or time.monotonic() - began > 5:
                return answer
            await asyncio.sleep(0.5)
        return Answer(0)

    async def lag(self) -> None:
        wait = self.carrier.knobs.latency / 1000
        if wait:
            await asyncio.sleep(wait * self.carrier.luck.between(0.5, 1.5))

    async def _post_once(self, url: str, form: Form) -> Answer:
        assert self.client is not None
        headers = {"X-Twilio-Signature": self.sign(url, form), "User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        try:
            answer = await self.client.post(url).headers(headers).form(list(form.items())).build().send()
            return Answer(int(answer.status), str(await answer.text())[:LONGEST_DOCUMENT])
        except PyreqwestError:
            return Answer(0)

    def tell(self, key: str, url: str | None, form: Form) -> None:
        """News for the product: in order within one key, and lost, doubled or late as the knobs say."""
        if not url:
            return
        target = url

        async def job() -> None:
            answer = await self.post(target, form)
            if not answer.good:
                self.carrier.alert("11200", f"{answer.status} from {target.removeprefix(self.base)[:60]}")

        if self.carrier.luck.hits(self.carrier.knobs.loss):
            return
        for _copy in range(self.copies()):
            self.enqueue(key, job)

    def copies(self) -> int:
        return 2 if self.carrier.luck.hits(self.carrier.knobs.duplicates) else 1

    def enqueue(self, key: str, job: Job) -> None:
        """Put a job in the lane of its key; a reordered one gets in line later."""
        if self.waiting >= MOST_WAITING:
            self.carrier.alert("30001", "too much news is waiting; the newest was dropped")
            return
        self.waiting += 1
        lane = self.lanes[hash(key) % LANES]
        if self.carrier.luck.hits(self.carrier.knobs.reorder):
            asyncio.get_running_loop().call_later(self.carrier.luck.between(0.2, 1.5), lane.put_nowait, job)
        else:
            lane.put_nowait(job)

    async def document(self, url: str, form: Form, fallback: str = "") -> ElementTree.Element | None:
        """The markup at an address, or that of the fallback address, or None when both are no use."""
        answer = await self.post(url, form)
        root, fault = parse(answer)
        if root is not None:
            return root
        self.carrier.alert(fault, f"{answer.status} from {url.removeprefix(self.base)[:60]}")
        if not fallback:
            return None
        answer = await self.post(fallback, {**form, "ErrorCode": fault, "ErrorUrl": url})
        return parse(answer)[0]

    async def seconds_of(self, url: str) -> float:
        """How long a recorded sentence lasts."""
        if url not in self.lengths and self.may_reach(url):
            self.lengths[url] = await self._listen(url)
        return self.lengths.get(url, 1.0)

    async def _listen(self, url: str) -> float:
        assert self.client is not None
        try:
            answer = await self.client.get(url).build().send()
            with wave.open(io.BytesIO(bytes(await answer.bytes()))) as sound:
                return float(sound.getnframes() / sound.getframerate())
        except (PyreqwestError, wave.Error, EOFError, ZeroDivisionError):
            self.carrier.alert("13520", f"could not play {url.removeprefix(self.base)[:60]}")
            return 1.0


def parse(answer: Answer) -> tuple[ElementTree.Element | None, str]:
    """The markup of an answer, or the carrier's error number for what is wrong with it."""
    if not answer.good:
        return None, "11200"
    try:
        root = ElementTree.fromstring(answer.body)  # noqa: S314  the product's own answer, at most 64 kB
    except ElementTree.ParseError:
        return None, "12100"
    return (root, "") if root.tag == "Response" else (None, "12102")
