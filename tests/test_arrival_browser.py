"""What arrived, opened in the browsers of those whose keys open it: a text, a spoken message, a caller's story, an answer."""

import io
import math
import struct
import wave
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.governance.enums import Power
from amparo.hotline.actions.messages import keep_message, note_message
from amparo.hotline.enums import CallState
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.hotline.tests.factories import CALLER, empower
from amparo.messaging.tests import wire
from amparo.people.models import Person
from tests.vault_desks import Sits, cast, desk, looks_right, opened  # noqa: F401
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "canary-2Wd se llevaron a mi hermano"


def tone() -> bytes:
    """A second of sound."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", int(9_000 * math.sin(n / 4))) for n in range(8_000)))
    return made.getvalue()


@pytest.fixture
def call(cast: dict[str, Person]) -> Call:
    """Marisol talks with somebody."""
    TownFactory()
    StreetBlockFactory()
    marisol = empower(cast["hotline"], Power.ANSWER)
    return Call.objects.create(
        call_sid=uuid4().hex, number=CALLER, state=CallState.TALKING, language="es", need="now", claimed_by=marisol,
        claimed_at=clock.now(),
    )  # fmt: skip


def owned(item: CallBack, by: Person) -> str:
    CallBack.objects.filter(pk=item.pk).update(owner=by, owned_at=clock.now())
    return f"/hotline/call-backs/{item.pk}/"


def test_a_text_is_read_by_its_owner_after_opening_their_keys(desk: Sits, cast: dict[str, Person]) -> None:
    empower(cast["hotline"], Power.ANSWER)
    wire.text(CALLER, WORDS)
    marisol = desk("hotline")

    page = marisol.at(owned(CallBack.objects.get(), cast["hotline"]))
    assert WORDS not in page.content()
    looks_right(page)
    marisol.opens()

    expect(page.get_by_text(WORDS)).to_be_visible()


def test_a_spoken_message_is_fetched_closed_and_played_from_the_opened_body(
    desk: Sits, cast: dict[str, Person], call: Call
) -> None:
    keep_message(note_message(call, recording_sid="RE1" + "0" * 20, seconds=1), audio=tone())
    assert b"RIFF" not in bytes(SpokenMessage.objects.get().audio)
    marisol = desk("hotline")
    sent: list[bytes] = []
    marisol.page.on("response", lambda answer: sent.append(answer.body()) if "/sound/" in answer.url else None)

    page = marisol.at(owned(CallBack.objects.get(), cast["hotline"]))
    looks_right(page)
    page.get_by_role("button", name="Open and listen").click()
    door = page.get_by_role("dialog")
    door.get_by_role("button", name="Open with my words").click()
    if not door.get_by_label("Your seven words").input_value():
        raise AssertionError("the demo fills in the words")
    until(lambda: page.evaluate("document.querySelector('audio')?.duration ?? 0") > 0.9)

    assert page.evaluate("document.querySelector('audio').src").startswith("blob:")
    assert len(sent) == 1
    assert sent[0].startswith(b"age-encryption.org/v1\n")


def test_a_callers_story_is_closed_while_it_is_typed_and_opened_again(desk: Sits, call: Call) -> None:
    marisol = desk("hotline")
    sent: list[str] = []
    marisol.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))

    page = marisol.at(f"/hotline/intakes/{call.pk}/")
    marisol.opens()
    story = page.get_by_label("What happened, in their words").first
    story.fill(WORDS)
    until(lambda: bool(Intake.objects.exclude(story=None).exists()))  # it saves itself
    before = bytes(Intake.objects.get().story)
    story.press_sequentially(" ayer")
    until(lambda: bytes(Intake.objects.get().story) != before)
    expect(page.locator("p.saved")).to_have_text("Saved")
    page.goto(f"{marisol.url}/hotline/intakes/{call.pk}/")

    expect(page.get_by_label("What happened, in their words").first).to_have_value(WORDS + " ayer")
    assert not [each for each in sent if "canary-2Wd" in each]


def test_without_javascript_a_story_is_closed_on_arrival(
    chromium: Browser, live_server: LiveServer, desk: Sits, cast: dict[str, Person], call: Call
) -> None:
    marisol = desk("hotline")
    state = marisol.context.storage_state()
    with chromium.new_context(java_script_enabled=False, storage_state=state) as context:
        page = context.new_page()
        page.goto(f"{marisol.url}/hotline/intakes/{call.pk}/")
        page.get_by_text("Your keys do not open here?").click()
        page.locator("textarea[name=told]").fill(WORDS)
        page.get_by_role("button", name="Informed, closed").click()
        expect(page.get_by_text("Done: closed without a report.")).to_be_visible()

    assert bytes(Intake.objects.get().story).startswith(b"age-encryption.org/v1\n")
