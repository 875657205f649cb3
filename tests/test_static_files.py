"""The files of a house that runs: every module that ours fetch is fetched under the one name with its hash."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from pytest_django.fixtures import Settings

from amparo.config.cli.processes import note_static_files, static_files_are_fresh
from amparo.core.static_files import MODULES

FETCHED = re.compile(r"""(?:\bfrom|\bimport\(|\bimport)\s*["']([./][^"']+\.js)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


def test_what_modules_fetch_is_collected_and_named_by_its_hash(tmp_path: Path) -> None:
    told = {**os.environ, "AMPARO_MODE": "demo", "AMPARO_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, env=told, cwd=settings.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1_000:]

    fetched = {
        (path, name)
        for path in (tmp_path / "static").rglob("*.js")
        if HASHED.search(path.name) and path.parent.name in MODULES
        for name in FETCHED.findall(path.read_text(encoding="utf-8"))
    }

    assert {path.parent.name for path, _name in fetched} == set(MODULES)
    assert {name for _path, name in fetched if not HASHED.search(name)} == set()
    for path, name in fetched:
        target = tmp_path / "static" / name.removeprefix("/static/") if name.startswith("/") else path.parent / name
        assert target.resolve().exists(), (path.name, name)


def test_a_newer_release_whose_files_are_old_is_collected_again(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "static").mkdir()
    (release := tmp_path / "release").mkdir()
    settings.VAR, settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path, tmp_path / "static", [release]
    (tmp_path / "static" / "staticfiles.json").touch()
    before = static_files_are_fresh()
    note_static_files()
    noted = static_files_are_fresh()

    (release / "new.css").touch()
    os.utime(release / "new.css", (1_000_000_000, 1_000_000_000))

    assert (before, noted, static_files_are_fresh()) == (False, True, False)


def test_every_room_whose_modules_fetch_one_another_is_named() -> None:
    rooms = {
        path.relative_to(settings.PACKAGE).parts[0]
        for path in settings.PACKAGE.glob("*/static/**/*.js")
        if FETCHED.search(path.read_text(encoding="utf-8")) and not path.name.startswith("htmx")
    }

    assert rooms <= set(MODULES)
