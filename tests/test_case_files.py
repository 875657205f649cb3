"""Photos and documents of a case at the house's doors: they come in pieces, go with their row, and are for their team alone."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from amparo.audit.models import Entry
from amparo.cases import store
from amparo.cases.enums import Ended
from amparo.cases.looking import sweep
from amparo.cases.models import Case, Closure, SealedFile
from amparo.config.cli import doctor_rows
from amparo.core import clock
from amparo.governance.enums import Power
from amparo.keeping.removal import remove_what_is_over
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from amparo.vault.enums import Part
from amparo.vault.models import Hold
from tests.made_cases import make_case
from tests.made_files import PIECE, Closed, adds, begins, finishes, sends
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = os.urandom(2_500_000)


@pytest.fixture
def cast(cast: dict[str, Person]) -> dict[str, Person]:
    for slug in ("coordinator", "lead", "responder"):
        with_powers(cast[slug], Power.CASEWORK)
    return cast


@pytest.fixture(autouse=True)
def an_empty_folder(settings: Settings, tmp_path: Path) -> None:
    settings.SEALED = tmp_path / "sealed"


@pytest.fixture
def case(cast: dict[str, Person]) -> Case:
    return make_case(team=[cast["coordinator"]])


@pytest.fixture
def rosa(cast: dict[str, Person], case: Case) -> Client:
    return at_work(cast["coordinator"])


def lies(file: Closed) -> Path:
    return Path(settings.SEALED) / str(file.id)


def test_a_piece_sent_twice_or_at_the_wrong_place_changes_nothing(rosa: Client, case: Case) -> None:
    file = Closed(LARGE)
    first, second = file.bytes[:PIECE], file.bytes[PIECE : 2 * PIECE]
    begins(rosa, case, file)

    assert sends(rosa, case, file, first, 0) == (200, PIECE)
    assert sends(rosa, case, file, first, 0)[1] == PIECE
    assert sends(rosa, case, file, second, 7) == (409, PIECE)
    assert sends(rosa, case, file, second, 2 * PIECE) == (409, PIECE)
    assert begins(rosa, case, file)[0] == 200, "begun twice it is one"
    assert sends(rosa, case, file, second, PIECE) == (200, 2 * PIECE)
    assert sends(rosa, case, file, file.bytes[2 * PIECE :], 2 * PIECE) == (200, len(file.bytes))
    assert lies(file).read_bytes() == file.bytes

    assert finishes(rosa, case, file)[0] == 200
    assert finishes(rosa, case, file)[0] == 200
    assert sends(rosa, case, file, b"more", len(file.bytes))[0] == 404, "a file that is there grows no more"
    assert SealedFile.objects.get().digest == file.digest


def test_what_lies_on_the_disk_is_closed_to_others_and_tells_no_hour(rosa: Client, case: Case) -> None:
    file = Closed(b"x" * 1000)
    adds(rosa, case, file)

    assert lies(file).stat().st_mode & 0o777 == 0o600
    assert lies(file).stat().st_mtime % 86_400 == 0


def test_open_bytes_and_files_that_are_too_large_are_refused_before_and_on_the_way(
    rosa: Client, case: Case, settings: Settings
) -> None:
    settings.FILE_MB = 1
    file = Closed(b"\xff\xd8\xff" + LARGE)

    status, said = begins(rosa, case, file)
    assert (status, "larger than 1 MB" in said) == (413, True)
    assert begins(rosa, case, file, size=10)[0] == 200, "whoever lies about the size"
    assert sends(rosa, case, file, file.inside[:100], 0) == (422, None)
    assert not lies(file).exists()
    assert sends(rosa, case, file, file.bytes[:PIECE], 0)[0] == 413
    assert sends(rosa, case, file, file.bytes[: PIECE // 2], 0)[0] == 200
    assert sends(rosa, case, file, file.bytes[PIECE // 2 : PIECE + PIECE // 2], PIECE // 2)[0] == 413
    assert sends(rosa, case, file, file.bytes[: PIECE + 1], 0)[0] == 422, "more than a piece"


def test_a_disk_without_room_is_said_before_anything_is_sent(
    rosa: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LEAST_FREE", 1 << 60)

    status, said = begins(rosa, case, Closed(b"x"))

    assert (status, "no room" in said, SealedFile.objects.count()) == (422, True, 0)


def test_what_did_not_arrive_whole_is_not_kept(rosa: Client, case: Case) -> None:
    file = Closed(LARGE)
    begins(rosa, case, file)
    sends(rosa, case, file, file.bytes[:PIECE], 0)

    status, said = finishes(rosa, case, file)

    assert (status, "did not arrive whole" in said) == (422, True)
    assert SealedFile.objects.get().finished_at is None
    assert rosa.get(f"/cases/{case.pk}/files/{file.id}/").status_code == 404


def test_only_who_has_the_evidence_part_finds_a_file(cast: dict[str, Person], rosa: Client, case: Case) -> None:
    file, other = Closed(b"evidence"), make_case(team=[cast["lead"]])
    adds(rosa, case, file)
    tom, ana = at_work(cast["responder"]), at_work(cast["lead"])
    case.seats.create(person=cast["responder"], part=Part.OPS)
    address = f"/cases/{case.pk}/files/{file.id}/"

    for who in (tom, ana):
        assert who.get(address).status_code == 404
        assert begins(who, case, Closed(b"x"))[0] == 404
        assert sends(who, case, file, b"x", 0)[0] == 404
        assert who.post(f"{address}removing/").status_code == 404
        assert who.post(f"/cases/{case.pk}/evidence-key/").status_code == 404
    assert ana.get(f"/cases/{other.pk}/files/{file.id}/").status_code == 404
    assert "Photos and documents" not in tom.get(f"/cases/{case.pk}/").content.decode()
    assert str(file.id) in rosa.get(f"/cases/{case.pk}/").content.decode()
    assert SealedFile.objects.filter(pk=file.id).exists()


def test_t25_a_file_goes_out_as_closed_bytes_that_no_browser_reads_as_a_page(rosa: Client, case: Case) -> None:
    file = Closed(b"<svg onload=alert(1)>", name="canary.svg")
    adds(rosa, case, file)

    answer = rosa.get(f"/cases/{case.pk}/files/{file.id}/")

    assert b"".join(answer) == file.bytes  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.id}.age"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"case.file_begun", "case.file_added", "case.file_read"} <= set(Entry.objects.values_list("verb", flat=True))
    assert "canary" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_removed_file_is_gone_at_once_and_an_ended_case_keeps_its_files(rosa: Client, case: Case) -> None:
    first, second = Closed(b"one"), Closed(b"two")
    adds(rosa, case, first)
    adds(rosa, case, second)

    rosa.post(f"/cases/{case.pk}/files/{first.id}/removing/")
    Closure.objects.create(case=case, how=Ended.HELPED)
    rosa.post(f"/cases/{case.pk}/files/{second.id}/removing/")

    assert (lies(first).exists(), lies(second).exists()) == (False, True)
    assert begins(rosa, case, Closed(b"three"))[0] == 422
    assert set(SealedFile.objects.values_list("pk", flat=True)) == {second.id}
    assert Entry.objects.filter(verb="case.file_removed").count() == 1


def pass_a_day(file: Closed, monkeypatch: pytest.MonkeyPatch) -> None:
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now + store.DAY + 60)


def test_files_go_a_day_after_their_case_and_a_held_one_stays(
    cast: dict[str, Person], rosa: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, held, kept = Closed(b"gone"), Closed(b"held"), make_case(team=[cast["coordinator"]])
    adds(rosa, case, gone)
    adds(rosa, kept, held)
    for each in (case, kept):
        Closure.objects.create(case=each, how=Ended.HELPED)
    Closure.objects.update(created_at=clock.ago(days=400))
    Hold.objects.create(subject_kind="cases_case", subject=kept.pk, by=cast["lead"], reason="a duty")

    remove_what_is_over(clock.now())
    assert set(SealedFile.objects.values_list("pk", flat=True)) == {held.id}
    assert sweep() == 0
    assert (lies(gone).exists(), lies(held).exists()) == (False, True)
    pass_a_day(gone, monkeypatch)
    assert sweep() == 1
    assert list(Path(settings.SEALED).glob(f"{gone.id}*")) == []
    assert lies(held).read_bytes() == held.bytes


def test_a_row_that_comes_back_from_a_backup_finds_its_bytes(rosa: Client, case: Case) -> None:
    file = Closed(b"restored")
    row = adds(rosa, case, file)
    SealedFile.objects.all().delete()
    sweep()
    assert not lies(file).exists()

    row.save(force_insert=True)
    sweep()

    assert lies(file).read_bytes() == file.bytes


def test_what_was_begun_and_never_finished_goes_after_a_day(rosa: Client, case: Case) -> None:
    file, whole = Closed(LARGE), Closed(b"whole")
    begins(rosa, case, file)
    sends(rosa, case, file, file.bytes[:PIECE], 0)
    adds(rosa, case, whole)
    SealedFile.objects.update(created_at=clock.ago(hours=23))
    remove_what_is_over(clock.now())
    assert SealedFile.objects.count() == 2

    remove_what_is_over(clock.now() + timedelta(hours=2))
    sweep()

    assert set(SealedFile.objects.values_list("pk", flat=True)) == {whole.id}
    assert not lies(file).exists()


def test_the_doctor_sees_rows_without_bytes_and_bytes_without_rows(
    rosa: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Closed(b"x")
    adds(rosa, case, file)
    before = doctor_rows.sealed_files()
    lies(file).unlink()
    missing = doctor_rows.sealed_files()
    store.append(file.id, file.bytes, at=0)
    store.append(stray := uuid4(), file.bytes, at=0)
    soon = doctor_rows.sealed_files()
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now + 3 * store.DAY)
    late = doctor_rows.sealed_files()
    store.remove(stray)

    assert (before.well, missing.well, soon.well, late.well) == (True, False, True, False)
    assert ("restore" in missing.mend, "have no row" in late.mend) == (True, True)
