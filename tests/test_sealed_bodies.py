"""Bodies closed in Chromium open with another program's age, and the other way round; nothing moved or cut opens."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from amparo.core.sealed import NotSealed, Place, close_for, read_body, size_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = [
    "están en la esquina de Maple",
    "",
    "x" * 9000,
    "\u0000 \u2028 \U0001f3e0 “”",
    "한국어 العربية",
    '{"text":"\\"}\n',
]
CALL = """async ({ name, args }) => {
  const bodies = await import("/static/vault/bodies.js");
  const place = args.place;
  try {
    if (name === "close") return { is: bodies.toBase64(await bodies.close(args.to, args.text, place)) };
    return { is: await bodies.open(args.with, bodies.fromBase64(args.closed), place) };
  } catch (trouble) { return { refused: trouble.constructor.name }; }
}"""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(live_server.url + "/help/")
    yield page
    context.close()


def place_of(where: Place) -> dict[str, str]:
    return {"table": where.table, "column": where.column, "row": str(where.row), "case": where.case}


def in_browser(page: Page, name: str, **args: Any) -> dict[str, str]:
    said: dict[str, str] = page.evaluate(CALL, {"name": name, "args": args})
    return said


def closed_in_browser(page: Page, text: str, where: Place, to: list[Any]) -> bytes:
    return base64.b64decode(in_browser(page, "close", text=text, place=place_of(where), to=to)["is"])


def opened_in_browser(page: Page, closed: bytes, where: Place, *keys: Any) -> dict[str, str]:
    sent = base64.b64encode(closed).decode()
    return in_browser(page, "open", closed=sent, place=place_of(where), **{"with": list(keys)})


@pytest.fixture
def key() -> Any:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def where() -> Place:
    return Place("cases_note", "words", uuid4(), str(uuid4()))


@pytest.mark.parametrize("text", WORDS)
def test_each_opens_what_the_other_closed(page: Page, key: Any, where: Place, text: str) -> None:
    by_browser = closed_in_browser(page, text, where, [str(key.to_public())])
    by_python = close_for([str(key.to_public())], text, place=where)

    assert read_body(pyrage.decrypt(by_browser, [key]), place=where) == text
    assert opened_in_browser(page, by_python, where, str(key)) == {"is": text}


def test_seven_words_open_in_either(page: Page, where: Place) -> None:
    phrase = "uno dos tres cuatro cinco seis siete"
    by_browser = closed_in_browser(page, "mine", where, [{"phrase": phrase}])
    by_python = pyrage.passphrase.encrypt(pyrage.passphrase.decrypt(by_browser, phrase), phrase)

    assert read_body(pyrage.passphrase.decrypt(by_browser, phrase), place=where) == "mine"
    assert b"-> scrypt " in by_browser
    assert b" 14\n" in by_browser
    assert opened_in_browser(page, by_python, where, {"phrase": phrase}) == {"is": "mine"}
    assert opened_in_browser(page, by_browser, where, {"phrase": phrase + "s"}) == {"refused": "Unopened"}


def test_what_was_moved_is_refused_in_either(page: Page, key: Any, where: Place) -> None:
    closed = closed_in_browser(page, "words", where, [str(key.to_public())])
    elsewhere = [
        Place("cases_case", where.column, where.row, where.case), Place(where.table, "other", where.row, where.case),
        Place(where.table, where.column, uuid4(), where.case), Place(where.table, where.column, where.row, ""),
    ]  # fmt: skip

    assert [opened_in_browser(page, closed, each, str(key)) for each in elsewhere] == [{"refused": "Moved"}] * 4
    for each in elsewhere:
        with pytest.raises(NotSealed):
            read_body(pyrage.decrypt(closed, [key]), place=each)


CUTS = """async ({ key, closed, place }) => {
  const bodies = await import("/static/vault/bodies.js");
  const whole = bodies.fromBase64(closed);
  const said = {};
  for (let end = 0; end <= whole.length; end += 1) {
    try { await bodies.open([key], whole.slice(0, end), place); said.opened = (said.opened ?? 0) + 1; }
    catch (trouble) { said[trouble.constructor.name] = (said[trouble.constructor.name] ?? 0) + 1; }
  }
  for (let at = 0; at < whole.length; at += 1) {
    const bent = whole.slice();
    bent[at] ^= 1;
    try { await bodies.open([key], bent, place); said.bent = (said.bent ?? 0) + 1; } catch { /* as it must be */ }
  }
  return said;
}"""


def test_what_is_cut_anywhere_or_changed_in_one_bit_is_refused(page: Page, key: Any, where: Place) -> None:
    closed = close_for([str(key.to_public())], "words", place=where)

    said = page.evaluate(CUTS, {"key": str(key), "closed": base64.b64encode(closed).decode(), "place": place_of(where)})

    assert said == {"Unopened": len(closed), "opened": 1}
    for end in range(len(closed)):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(closed[:end], [key])


def test_a_long_body_cut_at_the_border_of_a_chunk_is_refused(page: Page, key: Any, where: Place) -> None:
    closed = closed_in_browser(page, "a" * 150_000, where, [str(key.to_public())])
    payload = closed.index(b"\n--- ") + 5 + 44 + 16
    chunk = 64 * 1024 + 16

    for end in (payload, payload + chunk, payload + 2 * chunk):
        assert opened_in_browser(page, closed[:end], where, str(key)) == {"refused": "Unopened"}
    assert opened_in_browser(page, closed, where, str(key)) == {"is": "a" * 150_000}


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=100_000))
def test_the_size_tells_no_length(length: int) -> None:
    assert size_of(length) in (256, 1024, 2048, 4096) or size_of(length) % 8192 == 0
    assert size_of(length) >= length


def test_the_bundle_is_the_one_whose_hash_is_written_down() -> None:
    import hashlib

    from tools.vendor_age.__main__ import AGE

    written = AGE.notice.read_text("utf-8").split("sha256: ")[1].split()[0]
    lock = json.loads((Path(__file__).parents[1] / "tools" / "vendor_age" / "package-lock.json").read_text("utf-8"))

    assert hashlib.sha256(AGE.path.read_bytes()).hexdigest() == written
    assert all("integrity" in each for name, each in lock["packages"].items() if name)
