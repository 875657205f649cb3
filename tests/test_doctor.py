"""The doctor's fault matrix: each fault that is planted turns its own line red and says how to mend it."""

import io
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from amparo.audit.actions import record
from amparo.audit.chain import chain_entries
from amparo.config.cli import doctor, doctor_network, doctor_rows
from amparo.config.cli.doctor import Finding
from amparo.core import clock
from amparo.core.private import private_folder
from amparo.demo.seed import seed
from amparo.messaging import arriving
from amparo.messaging.models import CarrierCopy, CarrierHealth, OptOut
from amparo.people.models import ContactPoint, Person
from amparo.rota.models import Pattern

pytestmark = pytest.mark.django_db


def red(finding: Finding) -> bool:
    return not finding.well and len(finding.mend) > 15


def test_a_key_that_others_may_read_or_that_is_no_key(settings: Settings, tmp_path: Path) -> None:
    key = tmp_path / "key"
    settings.OPERATIONAL_KEY_FILE = key
    missing = doctor.key_file()
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o644)
    readable = doctor.key_file()
    key.chmod(0o600)
    right = doctor.key_file()
    key.write_text("short", encoding="ascii")

    assert (red(missing), red(readable), right.well, red(doctor.key_file())) == (True, True, True, True)


@pytest.fixture
def folders(settings: Settings, tmp_path: Path) -> Path:
    """A house of its own: its folder, its keys, what waits on its disk."""
    settings.VAR = private_folder(tmp_path / "house")
    key = private_folder(tmp_path / "house" / "keys") / "operational.key"
    key.touch(mode=0o600)
    key.write_text("ab" * 32, encoding="ascii")
    settings.OPERATIONAL_KEY_FILE, settings.PINS = key, key.parent
    settings.EPOCHS, settings.SPOOL = tmp_path / "house" / "epochs", tmp_path / "house" / "spool"
    return tmp_path / "house"


@pytest.mark.parametrize(
    ("what", "mode"), [("", 0o755), ("", 0o701), ("keys", 0o750), ("keys", 0o701), ("keys/operational.key", 0o640)]
)
def test_a_folder_or_a_key_that_others_can_get_into(folders: Path, what: str, mode: int) -> None:
    before = doctor.private_folders()
    (folders / what).chmod(mode)
    found = doctor.private_folders()

    assert (before.well, red(found), found.mend.endswith(f"chmod go= {folders / what}")) == (True, True, True)


def test_a_key_that_lies_among_other_things(folders: Path) -> None:
    (folders / "keys" / "hosts").touch(mode=0o600)

    assert "a folder of their own" in doctor.private_folders().mend


def test_a_migration_that_is_missing() -> None:
    before = doctor.migrations().well
    with connection.cursor() as cursor:
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'people'"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'people' AND name = ({newest})")

    assert (before, red(doctor.migrations())) == (True, True)


def test_a_log_that_tells_too_much() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET log_statement = 'all'")
    found = doctor.quiet_log()

    assert red(found)
    assert "log_statement" in found.mend


def test_no_towns_nobody_who_runs_it_and_an_empty_rota() -> None:
    empty = [doctor_rows.places(), doctor_rows.somebody_runs_it(), doctor_rows.line_ahead()]
    seed()
    full = [doctor_rows.places(), doctor_rows.somebody_runs_it(), doctor_rows.line_ahead()]
    Pattern.objects.all().delete()

    assert [red(each) for each in empty] == [True] * 3
    assert [each.well for each in full] == [True] * 3
    assert red(doctor_rows.line_ahead())


def test_an_audit_that_was_changed() -> None:
    record("case.opened", actor=None)
    chain_entries()
    before = doctor_rows.audit_chain().well
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET verb = 'x'")

    assert (before, red(doctor_rows.audit_chain())) == (True, True)


def test_many_responders_who_texted_stop() -> None:
    seed()
    before = doctor_rows.silent_responders().well
    OptOut.objects.bulk_create(
        OptOut(index=index, source="word") for index in ContactPoint.objects.values_list("index", flat=True)
    )

    assert (before, red(doctor_rows.silent_responders())) == (True, True)


def test_a_carrier_that_takes_nothing() -> None:
    CarrierHealth.objects.create(name="carrier", trouble_since=clock.now() - timedelta(minutes=1), said="503")

    assert red(doctor_rows.carrier_takes_texts())


def test_a_carrier_that_cannot_be_reached(settings: Settings) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        settings.CARRIER_URL = f"http://127.0.0.1:{listening.getsockname()[1]}"
        up = doctor_network.carrier().well
    settings.CARRIER_URL = "http://127.0.0.1:9"

    assert (up, red(doctor_network.carrier())) == (True, True)


def test_no_encryption_in_production(settings: Settings) -> None:
    before = doctor_network.certificate().well
    settings.MODE, settings.PUBLIC_URL = "production", "http://help.example.org"
    plain = doctor_network.certificate()
    settings.PUBLIC_URL = "https://127.0.0.1:9"

    assert (before, red(plain), red(doctor_network.certificate())) == (True, True, True)


def test_the_clock_of_the_database_is_looked_at() -> None:
    assert doctor_rows.database_clock().well


def test_words_that_still_lie_at_the_carrier() -> None:
    CarrierCopy.objects.create(sid="SM1", since=clock.ago(minutes=50))
    before = doctor_rows.copies_at_carrier().well
    CarrierCopy.objects.update(since=clock.ago(minutes=70))

    assert (before, red(doctor_rows.copies_at_carrier())) == (True, True)


def test_texts_that_wait_on_the_disk_or_could_not_be_taken(settings: Settings, tmp_path: Path) -> None:
    settings.SPOOL = tmp_path
    before = doctor_rows.spool().well
    arriving.spool().add(b"{}")
    waiting = doctor_rows.spool()
    arriving.drain_spool(seconds=1)
    aside = doctor_rows.spool()

    assert (before, red(waiting), red(aside)) == (True, True, True)
    assert "could not be taken" in aside.mend


def test_a_check_that_breaks_is_red_by_its_own_name() -> None:
    def line_to_the_moon() -> Finding:
        raise RuntimeError

    found = doctor._look(line_to_the_moon)

    assert (found.what, red(found)) == ("line to the moon", True)


def test_the_report_names_every_check_and_fails_when_one_is_red() -> None:
    out = io.StringIO()

    code = doctor._print(doctor.examine(), out)

    lines = out.getvalue().splitlines()
    assert code == 1
    assert len(lines) == 30
    assert all(line.startswith(("ok   ", "RED  ")) for line in lines)


def test_keys_that_hang_on_one_person() -> None:
    seed()
    before = doctor_rows.keys_hang_on_several()
    Person.objects.filter(username="dispatcher").update(is_active=False)
    found = doctor_rows.keys_hang_on_several()

    assert (before.well, red(found)) == (True, True)
    assert "fund-payees (1)" in found.mend
