"""Photos and documents in real pages: closed while they are sent, opened by the team alone, and by nobody who reads the machine."""

import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from amparo.cases.models import Case, Renewal, SealedFile, Seat
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from amparo.vault.enums import Part
from amparo.vault.models import Key, Wrap
from tests.made_cases import make_case
from tests.security.hands import stolen_rows, texts_in
from tests.vault_desks import Desk, Sits, looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CANARY = "canaryphotoÑandú"


def picture(width: int = 40, height: int = 30) -> bytes:
    """A PNG of one colour."""

    def part(name: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x30\x60\x90" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


@pytest.fixture
def cast(cast: dict[str, Person]) -> dict[str, Person]:
    for slug in ("coordinator", "hotline", "lead"):
        with_powers(cast[slug], Power.CASEWORK)
    with_powers(cast["coordinator"], Power.LEAD_CASES)
    return cast


def goes_to(who: Desk, case: Case) -> Page:
    page = who.at(f"/cases/{case.pk}/")
    who.opens()
    return page


def adds(page: Page, *paths: Path) -> None:
    page.get_by_label("Add photos or documents").set_input_files(list(paths))
    page.get_by_role("button", name="Close and add").click()
    expect(page.locator("sealed-file").get_by_text(paths[-1].name)).to_be_visible(timeout=60_000)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def saved(page: Page, name: str) -> bytes:
    row = page.get_by_role("listitem").filter(has_text=name)
    with page.expect_download() as download:
        row.get_by_role("button", name="Save on this device").click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()


def test_a_file_is_added_over_a_line_that_is_cut_and_only_its_team_can_open_it(
    desk: Sits, cast: dict[str, Person], tmp_path: Path
) -> None:
    case = make_case(names="Familia Muñoz", team=[cast["coordinator"]])
    inside = CANARY.encode() * 40 + os.urandom(3_300_000) + CANARY.encode()
    rosa = desk("coordinator")
    page, cuts = goes_to(rosa, case), [1, 2, 4]

    def cut(route: Route) -> None:
        """The line is cut before a piece arrives, then after one arrived whose answer is lost."""
        turn = cuts.pop(0) if cuts and route.request.method == "POST" else 0
        if turn == 2:
            route.fetch()
        if turn:
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/files/[0-9a-f-]{36}/$"), cut)
    adds(page, written(tmp_path, f"{CANARY}.pdf", inside), written(tmp_path, "house.png", picture()))
    looks_right(page)

    assert not cuts
    assert saved(page, f"{CANARY}.pdf") == inside
    assert page.locator("canvas:visible").count() == 0
    page.get_by_role("listitem").filter(has_text="house.png").get_by_role("button", name="Show").click()
    expect(page.get_by_role("img", name="house.png")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Lock my keys").click()
    expect(page.get_by_text("house.png")).to_be_hidden()
    assert page.locator("canvas:visible").count() == 0

    kept = b"".join(path.read_bytes() for path in Path(settings.SEALED).iterdir())
    rows = "\n".join(text for row in stolen_rows() for text in texts_in(row))
    for spelling in (CANARY, CANARY.encode().hex(), "house.png", b"house.png".hex()):
        assert spelling not in rows
        assert spelling.encode() not in kept
    assert SealedFile.objects.count() == 2
    assert "coordinator" in rows, "the search is broken"
    assert desk("lead").context.request.get(f"{rosa.url}/cases/{case.pk}/").status == 404


def test_a_case_without_a_key_for_evidence_gets_one_for_all_who_open_everything(
    desk: Sits, cast: dict[str, Person], tmp_path: Path
) -> None:
    case = make_case(names="Familia Silva", team=[cast["coordinator"], cast["lead"]], parts=(Part.IDENTITY, Part.OPS))
    rosa, ana = desk("coordinator"), desk("lead")
    adds(goes_to(rosa, case), written(tmp_path, "first.txt", b"what we saw"))

    key = Key.objects.get(subject=case.pk, part=Part.EVIDENCE)
    assert Wrap.objects.filter(key=key).count() == 3
    assert set(Seat.objects.filter(part=Part.EVIDENCE).values_list("person__username", flat=True)) == {
        "coordinator", "lead",
    }  # fmt: skip
    assert saved(goes_to(ana, case), "first.txt") == b"what we saw"


def test_t11_a_file_opens_for_who_joins_and_after_new_keys_and_no_byte_was_moved(
    desk: Sits, cast: dict[str, Person], tmp_path: Path
) -> None:
    case = make_case(names="Familia Muñoz", team=[cast["coordinator"]])
    rosa, ana = desk("coordinator"), desk("lead")
    adds(goes_to(rosa, case), written(tmp_path, "door.txt", b"the door was open"))
    page = rosa.at(f"/cases/{case.pk}/team/")
    page.get_by_label("Part of their name").fill("Ana")
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Let onto the team").click()
    expect(page.get_by_role("listitem").filter(has_text="opens everything")).to_have_count(2)
    assert saved(goes_to(ana, case), "door.txt") == b"the door was open"

    before, file = set(Key.objects.filter(kind="case").values_list("pk", flat=True)), SealedFile.objects.get()
    bytes_before = (Path(settings.SEALED) / str(file.pk)).read_bytes()
    Renewal.objects.create(case=case, removed=cast["lead"])
    Seat.objects.filter(person=cast["lead"]).delete()
    page = rosa.at("/cases/renewals/")
    page.get_by_role("button", name="Make new keys").click()
    expect(page.get_by_text("All done.")).to_be_visible()

    after = SealedFile.objects.get()
    assert not before & set(Key.objects.filter(kind="case").values_list("pk", flat=True))
    assert after.key == Key.objects.get(part=Part.EVIDENCE).pk
    assert bytes(after.details or b"") != bytes(file.details or b"")
    assert (Path(settings.SEALED) / str(file.pk)).read_bytes() == bytes_before
    assert saved(rosa.at(f"/cases/{case.pk}/"), "door.txt") == b"the door was open"
    assert ana.page.goto(f"{ana.url}/cases/{case.pk}/files/{file.pk}/").status == 404  # type: ignore[union-attr]


def test_what_is_too_large_is_said_before_anything_is_sent(
    desk: Sits, cast: dict[str, Person], tmp_path: Path, settings: object
) -> None:
    settings.FILE_MB = 1  # type: ignore[attr-defined]
    page = goes_to(desk("coordinator"), make_case(names="Familia Silva", team=[cast["coordinator"]]))
    page.get_by_label("Add photos or documents").set_input_files(written(tmp_path, "film.mp4", b"x" * 1_000_001))
    page.get_by_role("button", name="Close and add").click()
    expect(page.get_by_role("status").filter(has_text="larger than 1 MB")).to_be_visible()
    assert not SealedFile.objects.exists()
