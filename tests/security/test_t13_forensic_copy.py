"""T13: a forensic copy of a phone whose browser was killed while somebody wrote. Of what was sealed nothing is on its disk."""

import contextlib
import os
import re
import shutil
import signal
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserType, expect
from pytest_django.live_server_helper import LiveServer

from amparo.demo.circles import found_circles, written_down
from amparo.people.models import Person
from tests.browsers import sign_in
from tests.conftest import FLAGS
from tests.vault_pages import box, home, open_keys, phrase_of
from tests.waiting import until

TYPED, READ, PLANTED = "canarytypedmapleavenue", "canaryreadelmstreet", "canaryplantedoaklane"


class Phone:
    """A browser with a profile on disk, that can be killed like a phone whose battery is pulled."""

    def __init__(self, folder: Path, browser: BrowserType) -> None:
        self.folder = folder
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        self.context = browser.launch_persistent_context(str(folder), executable_path=path, args=FLAGS, locale="en-US")

    def kill(self) -> None:
        """Every process of this very profile."""
        mine = f"--user-data-dir={self.folder}".encode()
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if mine in each.read_bytes():
                    os.kill(int(each.parent.name), signal.SIGKILL)

    def holds(self, word: str) -> list[str]:
        """Files of the profile in which a word stands: as it is, in two-byte letters, or packed."""
        looked = [word.encode(), word.encode("utf-16-le")]
        return [
            str(each) for each in self.folder.rglob("*") if each.is_file() and any(w in bytes_of(each) for w in looked)
        ]


def bytes_of(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError:
        return b""
    unpacked = b""
    for mark in (b"\x78\x9c", b"\x78\x01", b"\x78\xda"):
        at = raw.find(mark)
        if at >= 0:
            try:
                unpacked += zlib.decompressobj().decompress(raw[at:], 1_000_000)
            except zlib.error:
                continue
    return raw + unpacked


@pytest.mark.django_db
def test_t13_sealed_pages_are_kept_by_no_browser_and_their_boxes_remembered_by_none(client: Client) -> None:
    rosa = Person.objects.create(username="coordinator", display_name="Rosa")
    found_circles()
    client.force_login(rosa)
    session = client.session
    session["demo"] = True
    session.save()

    answer = client.get(f"/vault/circles/casework/notes/{uuid4()}/")

    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    boxes = re.findall(r"<textarea[^>]*>", page)
    assert boxes
    assert [each for each in boxes if 'autocomplete="off"' not in each] == []
    out = client.post("/account/logout/")
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.fixture
def taken(tmp_path: Path, chromium: Browser) -> Iterator[Phone]:
    phone = Phone(tmp_path / "profile", chromium.browser_type)
    yield phone
    phone.kill()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t13_what_was_read_and_typed_on_a_sealed_page_is_not_on_the_disk(
    taken: Phone, live_server: LiveServer, cast: dict[str, Person]
) -> None:
    from tests.vault_desks import note

    note("casework", READ)
    url = home(live_server.url)
    context = taken.context
    sign_in(context, cast["coordinator"], url)
    page = context.new_page()
    page.goto(f"{url}/help/?{PLANTED}")
    page.goto(f"{url}/vault/circles/casework/notes/")
    open_keys(page, phrase_of("coordinator"))
    expect(page.get_by_text(READ)).to_be_visible()
    page.goto(f"{url}/vault/circles/casework/notes/{uuid4()}/")
    expect(box(page)).to_be_visible()
    box(page).press_sequentially(TYPED)
    expect(box(page)).to_have_value(TYPED)
    until(lambda: taken.holds(PLANTED), seconds=60)  # the control: what is not protected is found
    left = time.monotonic() + 6  # it writes its session down every few seconds: it is given the time to do wrong
    until(lambda: time.monotonic() > left)
    taken.kill()

    assert taken.holds(PLANTED)
    keys = written_down()["people"]["coordinator"]
    for secret in (TYPED, READ, keys["age"], keys["sign"], phrase_of("coordinator")):
        assert taken.holds(secret) == [], secret
