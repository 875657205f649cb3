"""What goes wrong at a recovery, in the order in which it does: each gets a plain sentence, and nothing opens wrongly."""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.cases import store
from amparo.cases.models import Case, SealedFile
from amparo.core.sealed import close_for
from amparo.letterbox.models import Letter
from amparo.vault.enums import Part
from amparo.vault.models import Key, Membership, Note, PersonKey, Wrap
from amparo.vault.practice import wrap
from amparo.vault.recovery.sheets import WORDLIST
from tests.opened import place_of
from tests.recovering import exported, lose_every_browser, network, on_the_house, part_key, with_new_keys
from tests.terminals import Talk, new_sheets, prove, type_sheets, words_of_sheet

pytestmark = pytest.mark.django_db(transaction=True)
Sheets = list[list[str]]


@pytest.fixture(scope="module")
def ours() -> tuple[Sheets, str]:
    sheets, recipient, _talk = new_sheets()
    return sheets, recipient


@pytest.fixture(scope="module")
def others() -> Sheets:
    return new_sheets()[0]


@pytest.fixture
def export(ours: tuple[Sheets, str], tmp_path: Path) -> Path:
    network(ours[1])
    return exported(tmp_path / "export")


def opening(export: Path, *more: str) -> Talk:
    return Talk("recovery", "open", str(export), "--language", "en", *more)


def test_a_sheet_is_refused_with_the_reason_and_the_others_count_on(
    ours: tuple[Sheets, str], others: Sheets, export: Path, tmp_path: Path
) -> None:
    sheets = ours[0]
    talk = opening(export, "--bodies", str(tmp_path / "opened"))
    talk.hear("From word 1 on: ")
    talk.type(" ".join([*sheets[0][:4], "xylophone", *sheets[0][5:]]))
    talk.hear("Word 5 is not in the list of words.")
    talk.hear("From word 5 on: ")
    talk.type(" ".join([*sheets[0][4:32], sheets[0][32][:4]]))
    talk.hear("It is whole.")
    other_word = next(word for word in WORDLIST if word != sheets[1][9])
    for typed, said in (
        ([*sheets[1][:9], other_word, *sheets[1][10:]], "One of the words is not what stands on the sheet"),
        ([*sheets[1][:9], sheets[1][10], sheets[1][9], *sheets[1][11:]], "or two changed places"),
        (sheets[0], "Sheet 1 was typed already."),
        (others[1], "This sheet belongs to another set"),
        ([*sheets[1][:3], "academic", "-", *sheets[1][3:]], "This is sheet 2. It is whole."),
        (sheets[4], "This is sheet 5. It is whole."),
    ):
        talk.hear("From word 1 on: ")
        talk.type(" ".join(typed))
        talk.hear(said)

    assert talk.ends() == 0, talk.plain
    assert not any(word in re.findall("[a-z]+", talk.plain) for word in ("xylophone", *RARE(sheets)))


def RARE(sheets: Sheets) -> set[str]:
    """Words of the sheets that no sentence of the command has."""
    said = set(re.findall("[a-z]+", " ".join(path.read_text() for path in Path("amparo/config/cli").glob("rec*.py"))))
    return {word for words in sheets for word in words} - said - {"academic"}


def test_whole_sheets_of_another_network_open_nothing(others: Sheets, export: Path, tmp_path: Path) -> None:
    talk = opening(export, "--bodies", str(tmp_path / "opened"))
    type_sheets(talk, others[:3])

    assert talk.ends() == 1
    assert "of another recovery key than this export" in talk.plain
    assert not (tmp_path / "opened").exists()


def test_an_export_that_was_changed_or_cut_is_refused_before_a_sheet_is_typed(export: Path, tmp_path: Path) -> None:
    said = []
    for name in ("rows.jsonl", "wraps.jsonl", "keys.jsonl", "manifest.json"):
        whole = (export / name).read_bytes()
        for wrong in (whole[:-5], whole.replace(b"a", b"b", 1), None):
            (export / name).unlink() if wrong is None else (export / name).write_bytes(wrong)
            talk = opening(export, "--bodies", str(tmp_path / "opened"))
            if name != "manifest.json" or wrong != whole.replace(b"a", b"b", 1):
                said.append((talk.ends(), f"{name} is missing or damaged." in talk.plain))
            (export / name).write_bytes(whole)

    assert set(said) == {(1, True)}


def test_a_row_that_was_moved_does_not_open_and_is_said(ours: tuple[Sheets, str], tmp_path: Path) -> None:
    there = network(ours[1])
    first, second = Letter.objects.first(), Note.objects.first()
    assert first is not None
    assert second is not None
    Note.objects.filter(pk=second.pk).update(words=first.story, key=first.key)
    talk = opening(exported(tmp_path / "export"), "--bodies", str(tmp_path / "opened"))
    type_sheets(talk, ours[0][:3])

    assert talk.ends() == 0
    assert "1 text was moved or is not whole, and was left out." in talk.plain
    lines = [json.loads(line) for line in (tmp_path / "opened" / "opened.jsonl").read_text().splitlines()]
    assert {(line["row"], line["column"]) for line in lines} == set(there.words) - {(str(second.pk), "words")}


def test_photos_open_with_their_details_and_one_that_was_cut_or_swapped_is_left_out(
    ours: tuple[Sheets, str], tmp_path: Path, settings: Any
) -> None:
    settings.SEALED = tmp_path / "sealed"
    there = network(ours[1])
    content = os.urandom(200_000)
    whole, cut, swapped = (photo(there.keys["casework"], content) for _photo in range(3))
    photo(there.keys["casework"], content, stored=content[::-1])  # by somebody who has its own key
    store.path_of(cut).write_bytes(store.path_of(cut).read_bytes()[:-100])
    other = pyrage.x25519.Recipient.from_str(there.keys["casework"].recipient)
    store.path_of(swapped).write_bytes(pyrage.encrypt(content, [other]))
    export = tmp_path / "export"
    assert on_the_house("export", str(export), "--files", AMPARO_SEALED=str(settings.SEALED))[0] == 0

    talk = opening(export, "--bodies", str(tmp_path / "opened"))
    type_sheets(talk, ours[0][:3])

    assert talk.ends() == 0, talk.plain
    assert "3 texts were moved or are not whole, and were left out." in talk.plain
    [opened] = (tmp_path / "opened" / "files").iterdir()
    assert (opened.name, opened.read_bytes()) == (str(whole), content)
    assert content[:1_000] not in b"".join(path.read_bytes() for path in export.rglob("*") if path.is_file())


def photo(circle: Key, content: bytes, *, stored: bytes = b"") -> UUID:
    """A photo of a case, closed as a browser does."""
    file = SealedFile(case=Case.objects.create(), size=1, finished_at=timezone.now())
    key, inside = part_key(file.case, Part.EVIDENCE)
    wrap(key, inside, to_key=circle)
    own, salt = pyrage.x25519.Identity.generate(), os.urandom(32)
    details = {
        "v": 1, "name": "IMG_1.jpg", "type": "image/jpeg", "size": len(content), "age": str(own), "salt": salt.hex(),
        "commitment": hashlib.sha256(salt + content).hexdigest(),
    }  # fmt: skip
    file.key = key.pk
    file.details = close_for([key.recipient], json.dumps(details), place=place_of(file, "details"))
    file.save()
    store.path_of(file.pk).write_bytes(pyrage.encrypt(stored or content, [own.to_public()]))
    return UUID(str(file.pk))


def test_keys_are_closed_for_nobody_whose_words_differ_or_who_has_no_keys(export: Path, tmp_path: Path) -> None:
    answers = []
    for name, answer in (("ana", "no"), ("mario", "")):
        talk = opening(export, "--wraps", str(tmp_path / "back"), "--for", name)
        if answer:
            talk.answer("The same? Type yes:", answer)
        answers.append((talk.ends(), talk.plain))

    assert [code for code, _said in answers] == [1, 1]
    assert "somebody changed the keys on the way" in answers[0][1]
    assert "mario has no keys yet." in answers[1][1]
    assert not (tmp_path / "back").exists()


def test_the_export_needs_two_people_one_of_them_with_the_mandate_and_a_new_folder(
    ours: tuple[Sheets, str], tmp_path: Path
) -> None:
    network(ours[1])
    (tmp_path / "there").mkdir()
    tries = [
        on_the_house("export", str(tmp_path / "new"), "--with", "ana"),
        on_the_house("export", str(tmp_path / "new"), "--by", "luz", "--with", "ana"),
        on_the_house("export", str(tmp_path / "new"), "--with", "mario"),
        on_the_house("export", str(tmp_path / "there")),
    ]

    assert [code for code, _said in tries] == [1, 1, 1, 1]
    for (_code, said), why in zip(
        tries, ("Two people do this", "no mandate to run the system", "Nobody active", "is there already"), strict=True
    ):
        assert why in said
    assert not (tmp_path / "new").exists()
    assert not Entry.objects.filter(verb="recovery.exported").exists()


def test_wraps_for_keys_that_somebody_has_no_more_are_refused_as_a_whole(
    ours: tuple[Sheets, str], tmp_path: Path
) -> None:
    there = network(ours[1])
    lose_every_browser(there)
    ana, _luz = with_new_keys(there.ana), with_new_keys(there.luz)
    export = exported(tmp_path / "export")
    talk = opening(export, "--wraps", str(tmp_path / "back"), "--for", "ana", "--for", "luz", "--circle", "casework")
    for _person in range(2):
        talk.answer("The same? Type yes:", "yes")
    type_sheets(talk, ours[0][2:])
    assert talk.ends() == 0, talk.plain
    PersonKey.objects.filter(pk=ana.key.pk).update(recipient="age1" + "q" * 58)

    assert on_the_house("import", str(tmp_path / "back"))[0] == 1
    assert not Wrap.objects.filter(to_person__isnull=False).exists()
    PersonKey.objects.filter(pk=ana.key.pk).update(recipient=ana.key.recipient)
    assert on_the_house("import", str(tmp_path / "back"))[0] == 0
    assert set(Membership.objects.filter(ended_at=None).values_list("circle__name", "person__username")) == {
        ("casework", "ana"), ("casework", "luz"),
    }  # fmt: skip
    assert set(Wrap.objects.filter(to_person__isnull=False).values_list("key__circle__name", flat=True)) == {"casework"}


def test_folders_are_for_their_owner_alone(ours: tuple[Sheets, str], export: Path, tmp_path: Path) -> None:
    talk = opening(export, "--bodies", str(tmp_path / "opened"))
    type_sheets(talk, ours[0][:3])
    talk.ends()

    made = [export, tmp_path / "opened", *export.iterdir(), *(tmp_path / "opened").iterdir()]
    assert len(made) == 8
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


def test_a_drill_opens_as_much_as_there_is_and_leaves_nothing_behind(export: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    talk = Talk("recovery", "drill", str(export), "--language", "en", TMPDIR=str(tmp_path), HOME=str(tmp_path))
    sheets = []
    for _sheet in range(3):
        talk.answer("sits down alone. Press Enter.", "")
        sheets.append(words_of_sheet(talk.hear("Then they are gone from the screen.")))
        talk.type("")
        prove(talk, sheets[-1])
    type_sheets(talk, sheets)

    assert talk.ends() == 0, talk.plain
    assert "Opened: 6 circles, 3 cases, 6 rows" in talk.plain
    assert re.search(r"Drill of \d{4}-\d\d-\d\d \d\d:\d\d UTC", talk.plain)
    taken = re.search(r"One circle \(\S+, 1 keys\): ([0-9.]+) s from the first word on", talk.plain)
    assert taken is not None
    assert float(taken[1]) < 900
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_real_sheets_can_be_proven_without_writing_anything(ours: tuple[Sheets, str], export: Path) -> None:
    talk = Talk("recovery", "drill", str(export), "--real", "--language", "en")
    type_sheets(talk, ours[0][1:4])

    assert talk.ends() == 0, talk.plain
    assert "The real sheets open this network." in talk.plain
    assert list(export.parent.iterdir()) == [export]
