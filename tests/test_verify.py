"""``amparo verify``: a house that serves something else than what was published is found out, whatever way it goes about it."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from amparo.config.cli.verify import LIST, PAGES, wrong_page, wrong_policy
from amparo.config.cli.verify import Answer as Page
from tests.houses import amparo
from tests.processes import answers, database_url, free_port, running, web
from tools import served

FILES = json.loads(LIST.read_text(encoding="utf-8"))["files"]
RING = next(name for name in FILES if name.startswith("vault/ring."))
CSP = {"content-security-policy": "default-src 'none'; script-src 'self' 'nonce-abc'; style-src 'self'"}


@dataclass
class Collected:
    """The collected files of a house, and how its web process is started over them."""

    static: Path
    told: dict[str, str]

    def verified(self, *more: str) -> tuple[int, str]:
        """What is found at a web process that has started just now, as after an attack."""
        with self.serving() as url:
            return said(url, *more)

    @contextmanager
    def serving(self) -> Iterator[str]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        with running(web(port), lambda: answers(url + "/help/"), **self.told, AMPARO_PUBLIC_URL=url):
            yield url

    @contextmanager
    def changed(self, ending: str, body: bytes | None) -> Iterator[None]:
        """The ring's file, or its packed twin, holds something else for a while; or is gone."""
        path = self.static / (RING + ending)
        before = path.read_bytes()
        path.unlink() if body is None else path.write_bytes(body)
        yield
        path.write_bytes(before)


def said(url: str, *more: str) -> tuple[int, str]:
    done = amparo("verify", url, *more)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def house(tmp_path: Path, transactional_db: None) -> Collected:
    told = {
        "AMPARO_MODE": "demo", "AMPARO_VAR": str(tmp_path), "DATABASE_URL": database_url(),
        "AMPARO_OPERATIONAL_KEY_FILE": str(settings.OPERATIONAL_KEY_FILE),
    }  # fmt: skip
    for words in (["collectstatic", "--noinput", "-v0"], ["createcachetable", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=settings.ROOT, env={**os.environ, **told}, check=True)
    return Collected(tmp_path / "static", told)


def test_the_published_list_is_what_this_code_serves() -> None:
    assert LIST.read_text(encoding="utf-8") == served.page(), "python -m tools.served --write"


def test_a_house_as_it_was_published_passes_and_one_byte_is_found_however_it_is_packed(
    house: Collected, tmp_path: Path
) -> None:
    script = (house.static / RING).read_bytes()
    other = script.replace(b"mine = null", b"mine = nuLl", 1)
    saved = tmp_path / "page.html"
    saved.write_text('<script src="/static/vault/ring.0.js"></script>', encoding="utf-8")
    with house.serving() as url:
        as_published = said(url)
        with house.changed("", other):
            one_byte = said(url)
        a_saved_page = said(url, "--saved", str(saved))
    with house.changed(".gz", gzip.compress(other)):
        for_old_browsers = house.verified()
    with house.changed(".br", brotli.compress(other)):
        for_new_browsers = house.verified()
    with house.changed("", None), house.changed(".gz", None), house.changed(".br", None):
        gone = house.verified()

    assert as_published == (0, f"{len(FILES)} files of release 0.1.0, {len(PAGES)} pages: as published.\n")
    for code, words in (one_byte, for_old_browsers, for_new_browsers):
        assert code == 1
        assert f"WRONG  {RING} is not the published file: something in it was changed." in words
        assert "1 things differ. Do not sign in there" in words
    assert "page.html loads /static/vault/ring.0.js, which is not in the published list." in a_saved_page[1]
    assert f"{RING} is not served (answer 404)." in gone[1]


def test_an_address_where_no_house_is() -> None:
    nobody, no_address = amparo("verify", "http://127.0.0.1:9"), amparo("verify", "house")

    assert (nobody.returncode, no_address.returncode) == (1, 1)
    assert "answers with no page" in nobody.stderr
    assert "is no address of a house" in no_address.stderr


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://cdn.example.org/a.js"></script>',
        '<script src="//cdn.example.org/static/vault/ring.js"></script>',
        f'<script src="http://house.example:81/static/{RING}"></script>',
        '<script type="module" src="/static/vault/another.js"></script>',
        f'<script src="/media/{RING}"></script>',
        f'<script src="/static/../media/{RING}"></script>',
        "<script>alert(1)</script>",
        '<script type="importmap">{}</script>',
        '<link rel="stylesheet" href="https://cdn.example.org/a.css">',
        '<link rel="preload modulepreload" href="/x.js">',
        '<img src="x" onerror="alert(1)">',
        '<a href="java\nscript:alert(1)">',
        '<base href="https://elsewhere.example.org/">',
        '<iframe src="/elsewhere"></iframe>',
        "<style>*{}</style>",
    ],
)
def test_what_a_page_brings_along_is_found(body: str) -> None:
    good = f'<script type="application/json">{{}}</script><script src="/static/{RING}"></script>'.encode()

    assert list(wrong_page("/", good, base="http://house.example/", files=FILES)) == []
    assert list(wrong_page("/", good + body.encode(), base="http://house.example/", files=FILES)) != []


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'",
        "default-src 'none'; script-src 'self' https://cdn.example.org; style-src 'self'",
        "default-src *",
        "script-src 'self'",
    ],
)
def test_a_policy_that_lets_more_in_is_found(policy: str) -> None:
    assert list(wrong_policy("/", Page(200, b"", CSP))) == []
    assert list(wrong_policy("/", Page(200, b"", {"content-security-policy": policy}))) != []
