"""Scripted scenarios, read from plain files: what each caller does, and how a crowd of phones answers its texts."""

import asyncio
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from amparo.simulator.phones import Phone

if TYPE_CHECKING:
    from amparo.simulator.calls import Call
    from amparo.simulator.carrier import Carrier

FOLDER = Path(__file__).parent / "scenarios"
CROWD = "crowd"
# What a text offers: the digits that can be answered, each with the letter of its activation in front.
_OFFER = re.compile(r"(?:^|(?<=[\s,.，。：]))([A-Z]?)([1-5])(?=[\s,.，。]|$)")
PATIENCE = 900.0  # seconds that an actor waits for something to happen

Part = dict[str, Any]


@lru_cache(maxsize=1)
def all_stories() -> dict[str, Part]:
    """Every scenario by its name, in the order of the page."""
    found = {}
    for path in FOLDER.glob("*.toml"):
        if path.stem != CROWD:
            found[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
    return dict(sorted(found.items(), key=lambda pair: int(pair[1]["order"])))


@lru_cache(maxsize=1)
def crowd_fates() -> list[Part]:
    fates: list[Part] = tomllib.loads((FOLDER / f"{CROWD}.toml").read_text(encoding="utf-8"))["fate"]
    return fates


def offered(body: str) -> tuple[str, str]:
    """The digits that a text offers, and the letter that goes in front of them."""
    found = _OFFER.findall(body)
    return "".join(sorted({digit for _letter, digit in found})), found[0][0] if found else ""


class Stories:
    """One scenario at a time."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.running, self.crowd = "", False
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str) -> None:
        """Begin a scenario; KeyError when there is none of this name. The one before it ends."""
        story = all_stories()[name]
        self.stop()
        self.running, self.crowd = name, bool(story.get("crowd"))
        self.carrier.knobs.turn(story.get("knobs", {}))
        for number, mode in story.get("modes", {}).items():
            self.carrier.phone(number).mode = mode
        for actor in story.get("actor", []):
            phone = self.carrier.phone(actor["phone"])
            phone.script = name
            self._go(self._act(phone, actor["do"]))
        self.carrier.touch()

    def stop(self) -> None:
        """End the scenario: its phones are free again, and the carrier has a good day."""
        story = all_stories().get(self.running, {})
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()
        for number in story.get("modes", {}):
            self.carrier.phone(number).mode = "normal"
        self.carrier.knobs.turn(dict.fromkeys(story.get("knobs", {}), 0.0))
        for phone in self.carrier.phones.values():
            if phone.script and phone.call is not None:
                self.carrier.calls.hang_up(phone.call, "completed")
            phone.script = ""
        self.running, self.crowd = "", False
        self.carrier.touch()

    def _go(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # Actors.

    async def _act(self, phone: Phone, steps: list[Part]) -> None:
        for step in steps:
            await getattr(self, "_do_" + step["act"])(phone, step)
        phone.script = ""
        self.carrier.touch()

    async def _do_wait(self, phone: Phone, step: Part) -> None:
        await self.carrier.clock.sleep(float(step["seconds"]))

    async def _do_call(self, phone: Phone, step: Part) -> None:
        if phone.call is not None:  # what the scenario before left behind is being hung up
            await phone.call.over.wait()
        self.carrier.calls.dial(phone.number, self.carrier.options.hotline, hidden=bool(step.get("hidden")))

    async def _do_press(self, phone: Phone, step: Part) -> None:
        """Wait until the line asks for keys, listen a little, press."""
        if not await self._until(phone, "gathering"):
            return
        await self.carrier.clock.sleep(float(step.get("after", 3.0)))
        if phone.call is None:
            return
        asked = phone.call.asked
        for key in step["keys"]:
            self.carrier.note(phone, "keys", key)
            phone.call.keys.put_nowait(key)
        while phone.call is not None and phone.call.doing == "gathering" and phone.call.asked == asked:
            await self.carrier.clock.sleep(0.1, at_least=0.02)

    async def _do_join(self, phone: Phone, step: Part) -> None:
        """Stay on the line until somebody is there."""
        await self._until(phone, "talking")

    async def _do_say(self, phone: Phone, step: Part) -> None:
        if phone.call is not None:
            self.carrier.rooms.talk(phone.call, step["words"])
        await self.carrier.clock.sleep(len(step["words"].split()) / 2.6)

    async def _do_message(self, phone: Phone, step: Part) -> None:
        """Leave a spoken message of so many seconds."""
        if await self._until(phone, "recording"):
            await self.carrier.clock.sleep(float(step["seconds"]))
            if phone.call is not None:
                phone.call.keys.put_nowait("#")

    async def _do_stay(self, phone: Phone, step: Part) -> None:
        if phone.call is not None:
            await self.carrier.calls.within(phone.call.over.wait(), float(step.get("seconds", PATIENCE)))

    async def _do_hang_up(self, phone: Phone, step: Part) -> None:
        if phone.call is not None:
            self.carrier.calls.hang_up(phone.call, "completed")

    async def _do_text(self, phone: Phone, step: Part) -> None:
        self.carrier.texts.send_from(phone.number, step["words"])

    async def _until(self, phone: Phone, doing: str) -> bool:
        """Whether the call came to this within the actor's patience; no when it ended."""
        left = PATIENCE
        while phone.call is not None and left > 0:
            if phone.call.doing == doing:
                return True
            await self.carrier.clock.sleep(0.2, at_least=0.02)
            left -= 0.2
        return False

    # The crowd.

    def rang(self, phone: Phone, call: "Call") -> None:
        """A phone of the crowd rings: it is left to ring."""

    def text_came(self, phone: Phone, body: str) -> None:
        """A phone that nobody holds answers as its owner would, while a scenario with a crowd runs."""
        if not self.crowd or phone.by_hand or phone.script:
            return
        digits, letter = offered(body)
        if digits:
            fate = self._fate(phone.number)
            for answer in fate["answer"]:
                if answer["to"] == digits:
                    self._go(self._answer(phone, answer, letter))
                    return

    def _fate(self, number: str) -> Part:
        dice = Random(f"413{number}")  # noqa: S311  a story, not a secret
        fates = crowd_fates()
        return dice.choices(fates, [each["share"] for each in fates])[0]

    async def _answer(self, phone: Phone, answer: Part, letter: str) -> None:
        dice = Random(f"{phone.number}{answer['to']}{len(phone.thread)}")  # noqa: S311
        await self.carrier.clock.sleep(dice.uniform(*answer["after"]))
        words = dice.choice(answer["words"]).replace("{code}", letter)
        self.carrier.texts.send_from(phone.number, words)
        for following in answer.get("then", []):
            await self.carrier.clock.sleep(dice.uniform(*following["after"]))
            self.carrier.texts.send_from(phone.number, following["words"].replace("{code}", letter))
