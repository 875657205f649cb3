"""T26: somebody changes a sealed file on the disk: cuts it, takes a part out, doubles one, swaps two, turns bits. It is noticed.

The house notices by what it measured when the file came, without opening it. Whoever opens it notices even when the house is
altered as well: the age format counts its chunks and marks the last, each file has a key of its own, and its details a commitment.
"""

import os
import random
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from amparo.cases.looking import look_at_all
from amparo.cases.models import Case, SealedFile
from amparo.config.cli import doctor_rows
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from tests.made_cases import make_case
from tests.made_files import Closed, adds
from tests.security.hands import at_work
from tests.vault_desks import Sits

CHUNK, TAG = 65_536, 16


def head_of(closed: bytes) -> int:
    """Where the first chunk begins: after the header and the nonce."""
    return closed.index(b"\n", closed.index(b"\n---") + 1) + 1 + 16


def chunks_of(closed: bytes) -> list[bytes]:
    start, step = head_of(closed), CHUNK + TAG
    return [closed[at : at + step] for at in range(start, len(closed), step)]


def opens(file: Closed, closed: bytes) -> bool:
    try:
        return pyrage.decrypt(closed, [file.identity]) is not None
    except pyrage.DecryptError:
        return False


@pytest.mark.parametrize("size", [3 * CHUNK + 100, 3 * CHUNK], ids=["a part at the end", "whole chunks"])
def test_t26_no_cut_no_missing_no_doubled_and_no_swapped_chunk_opens(size: int) -> None:
    file = Closed(os.urandom(size))
    head, chunks = file.bytes[: head_of(file.bytes)], chunks_of(file.bytes)
    assert len(chunks) == -(-size // CHUNK)
    changed = [head + b"".join(chunks[:n]) for n in range(len(chunks))]
    changed += [file.bytes[:at] for at in (0, 10, len(head) - 16, len(head) - 1, len(file.bytes) - 1)]
    changed += [head + b"".join(chunks[:n] + chunks[n + 1 :]) for n in range(len(chunks) - 1)]
    changed += [head + b"".join(chunks[: n + 1] + chunks[n:]) for n in range(len(chunks))]
    changed += [head + b"".join([chunks[1], chunks[0], *chunks[2:]]), file.bytes + b"\0", file.bytes + chunks[-1]]

    assert opens(file, file.bytes)
    assert [opens(file, each) for each in changed] == [False] * len(changed)


def test_t26_another_files_bytes_and_no_turned_bit_open() -> None:
    file, other = Closed(os.urandom(CHUNK + 900)), Closed(os.urandom(CHUNK + 900))
    dice = random.Random(26)

    assert not opens(file, other.bytes)
    assert not opens(file, file.bytes[: head_of(file.bytes)] + b"".join(chunks_of(other.bytes)))
    for _each in range(2_000):
        changed = bytearray(file.bytes)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        assert not opens(file, bytes(changed))


@pytest.fixture
def case(cast: dict[str, Person]) -> Case:
    with_powers(cast["coordinator"], Power.CASEWORK)
    return make_case(team=[cast["coordinator"]])


@pytest.fixture
def rosa(cast: dict[str, Person], case: Case) -> Client:
    return at_work(cast["coordinator"])


def lies(file: Closed) -> Path:
    return Path(settings.SEALED) / str(file.id)


@pytest.mark.django_db(transaction=True)
def test_t26_the_nightly_look_finds_every_change_and_tells(rosa: Client, case: Case) -> None:
    files = [Closed(os.urandom(2 * CHUNK)) for _each in range(5)]
    for each in files:
        adds(rosa, case, each)
    assert look_at_all() == 0
    cut, turned, one, two, missing = files
    lies(cut).write_bytes(cut.bytes[: head_of(cut.bytes) + CHUNK + TAG])
    lies(turned).write_bytes(turned.bytes[:500] + bytes([turned.bytes[500] ^ 1]) + turned.bytes[501:])
    lies(one).write_bytes(two.bytes)
    lies(two).write_bytes(one.bytes)
    lies(missing).unlink()

    assert look_at_all() == 5
    assert SealedFile.objects.exclude(broken_at=None).count() == 5
    assert not doctor_rows.sealed_files().well
    assert rosa.get(f"/cases/{case.pk}/").content.decode().count("Not whole any more") == 5

    for each in files:
        lies(each).write_bytes(each.bytes)
    assert look_at_all() == 0
    assert not SealedFile.objects.exclude(broken_at=None).exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t26_a_browser_says_so_and_saves_nothing(rosa: Client, case: Case, desk: Sits) -> None:
    """Cut at each chunk, a bit turned, another file's bytes under its id, and a file of other content under the right key."""
    file, other = Closed(os.urandom(3 * CHUNK), name="door.txt"), Closed(os.urandom(3 * CHUNK), name="other.txt")
    adds(rosa, case, file)
    adds(rosa, case, other)
    head, chunks = file.bytes[: head_of(file.bytes)], chunks_of(file.bytes)
    turned = file.bytes[:-9] + bytes([file.bytes[-9] ^ 4]) + file.bytes[-8:]
    replaced = bytes(pyrage.encrypt(os.urandom(3 * CHUNK), [file.identity.to_public()]))
    who = desk("coordinator")
    page = who.at(f"/cases/{case.pk}/")
    who.opens()
    row, saves = page.get_by_role("listitem").filter(has_text="door.txt"), list[object]()
    page.on("download", lambda each: saves.append(each))

    for changed in [*(head + b"".join(chunks[:n]) for n in range(3)), turned, other.bytes, replaced]:
        lies(file).write_bytes(changed)
        row.get_by_role("button", name="Save on this device").click()
        expect(row.get_by_text("This is not the file that was added")).to_be_visible()
        row.locator("[data-said]").evaluate("line => { line.textContent = ''; }")
    assert saves == []
    lies(file).unlink()
    row.get_by_role("button", name="Save on this device").click()
    expect(row.get_by_text("This file is not there any more.")).to_be_visible()

    lies(file).write_bytes(file.bytes)
    with page.expect_download() as download:
        row.get_by_role("button", name="Save on this device").click()
    assert Path(download.value.path()).read_bytes() == file.inside
