"""``amparo verify``: does a running house serve the scripts that were published, and do its pages load nothing else?

Run it from a copy that did not come from that house. It asks as a browser does, in each encoding that a browser takes. It sees
what is served to it: a house that serves somebody else another script is found by whoever saves that page (``--saved``).
"""

import gzip
import hashlib
import json
import re
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import TextIO
from urllib.parse import urljoin, urlsplit

import brotli

from amparo.config.cli.main import CommandFailed

LIST = Path(__file__).resolve().parents[2] / "vault" / "served.json"
PATIENCE = 20
LARGEST = 5_000_000
PAGES = (
    "/",
    "/help/",
    "/account/login/",
    "/report/",
    "/report/erase/",
    "/what-we-hold/",
    "/threats/",
    "/not-protected/",
)
ENCODINGS = ("identity", "gzip", "br")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DATA = {"application/json", "application/ld+json"}  # script elements that are no scripts
STRICT = re.compile(r"'self'|'nonce-[\w+/=-]+'|'strict-dynamic'")


@dataclass
class Answer:
    """What an address gave."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


def verify(address: str, *, saved: Sequence[Path], out: TextIO) -> int:
    """Compare, say in a sentence what differs, and 1 when anything does."""
    base = address.rstrip("/")
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        raise CommandFailed(f"{address} is no address of a house. It begins with https://")
    told = json.loads(LIST.read_text(encoding="utf-8"))
    files: dict[str, str] = told["files"]
    pages = [(name, page) for name in PAGES if (page := fetch(base + name)).status == 200]
    if not pages:
        raise CommandFailed(f"{base} answers with no page. Is this the house, and does it run?")
    wrong = list(wrong_files(base, files))
    if len(wrong) > len(files) // 2:
        out.write(
            f"Most files differ. Does the house run another release than {told['release']}? Take the list of its own.\n"
        )
    for name, page in pages:
        wrong += [*wrong_policy(name, page), *wrong_page(name, page.body, base=page.address, files=files)]
    for file in saved:
        wrong += wrong_page(file.name, file.read_bytes(), base=base + "/", files=files)
    for line in dict.fromkeys(wrong):
        out.write(f"WRONG  {line}\n")
    out.write(
        f"{len(files)} files of release {told['release']}, {len(pages) + len(saved)} pages: "
        + (
            f"{len(set(wrong))} things differ. Do not sign in there; ask who runs the house.\n"
            if wrong
            else "as published.\n"
        )
    )
    return int(bool(wrong))


def fetch(address: str, encoding: str = "identity") -> Answer:
    """What a browser gets there, unpacked. Status 0 when nobody answers."""
    asked = urllib.request.Request(
        address, headers={"User-Agent": BROWSER, "Accept": "*/*", "Accept-Encoding": encoding}
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            body = _unpacked(answer.read(LARGEST), answer.headers.get("Content-Encoding", ""))
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, body, headers, answer.url)
    except urllib.error.HTTPError as refusal:
        return Answer(refusal.code)
    except (OSError, EOFError, ValueError, zlib.error, brotli.error, HTTPException):
        return Answer(0)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return bytes(brotli.decompress(body)) if encoding == "br" else body


def wrong_files(base: str, files: Mapping[str, str]) -> Iterator[str]:
    """Every published file that the house serves otherwise, in any encoding."""
    for name, published in files.items():
        for encoding in ENCODINGS:
            answer = fetch(f"{base}/static/{name}", encoding)
            if answer.status != 200:
                yield f"{name} is not served (answer {answer.status or 'none'})."
                break
            if hashlib.sha256(answer.body).hexdigest() != published:
                yield f"{name} is not the published file: something in it was changed."
                break


def wrong_policy(name: str, page: Answer) -> Iterator[str]:
    """What the page's policy lets in that ours does not."""
    policy = {
        words[0]: words[1:]
        for part in page.headers.get("content-security-policy", "").split(";")
        if (words := part.split())
    }
    for kind in ("script-src", "style-src"):
        given = policy.get(kind, policy.get("default-src"))
        if given is None:
            yield f"{name} lets the browser load anything: there is no rule for {kind}."
        elif [each for each in given if not STRICT.fullmatch(each) and each != "'none'"]:
            yield f"{name} lets the browser load more than the house's own files ({kind} {' '.join(given)})."


class _Loads(HTMLParser):
    """What a page loads, and what it runs by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            if given.get("src"):
                self.loads.append(given["src"])
            elif given.get("type") not in DATA:
                self.runs.append("a script written into the page")
        elif tag == "link" and {"stylesheet", "modulepreload"} & set(given.get("rel", "").lower().split()):
            self.loads.append(given.get("href", ""))
        elif tag in ("iframe", "object", "embed", "base", "style"):
            self.runs.append(f"<{tag}>")
        self.runs += [f"{name}=" for name, value in given.items() if name.startswith("on") or _is_script(value)]


def _is_script(value: str) -> bool:
    return re.sub(r"[\s\x00]", "", value).lower().startswith("javascript:")


def wrong_page(name: str, body: bytes, *, base: str, files: Mapping[str, str]) -> Iterator[str]:
    """What a page loads that is not in the list, and what it brings along itself."""
    read = _Loads()
    read.feed(body.decode("utf-8", "replace"))
    home = urlsplit(base)
    for source in read.loads:
        found = urlsplit(urljoin(base, source))
        listed = found.path.removeprefix("/static/")
        if (found.scheme, found.netloc) != (home.scheme, home.netloc) or listed == found.path or listed not in files:
            yield f"{name} loads {source}, which is not in the published list."
    yield from (f"{name} has {each}: the published pages have none." for each in read.runs)
