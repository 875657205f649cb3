"""``amparo recovery``: what keeps a network's cases readable when the people who read them are gone.

make, open and drill need neither a network nor the house; export and import run on the house and are audited.
"""

import argparse
from pathlib import Path
from typing import Any

from amparo.config.cli.recovery_language import LANGUAGES, usual_language


def add_commands(commands: Any) -> None:
    """Hang the five steps into the command line."""
    recovery = commands.add_parser(
        "recovery", help="the recovery key on five sheets: make, export, open, import, drill"
    )
    steps = recovery.add_subparsers(dest="step", required=True, metavar="STEP")
    make = _step(steps, "make", _make, "make the recovery key and its five sheets, on a machine without a network")
    make.add_argument("--sheets", type=Path, metavar="FOLDER", help="write sheets to print into this folder, show none")
    make.add_argument("--network", default="", help="the network's name, as it stands on the sheets")
    export = _step(steps, "export", _export, "write what is closed into a folder, to be opened elsewhere")
    export.add_argument("folder", type=Path)
    export.add_argument("--files", action="store_true", help="photos and documents too; needed to open them elsewhere")
    _two_people(export)
    open_ = _step(steps, "open", _open, "open an export with three sheets, on a machine without a network")
    open_.add_argument("export", type=Path)
    where = open_.add_mutually_exclusive_group(required=True)
    where.add_argument("--wraps", type=Path, metavar="FOLDER", help="close the keys for people who have new ones")
    where.add_argument("--bodies", type=Path, metavar="FOLDER", help="write everything down in clear")
    open_.add_argument("--for", dest="readers", action="append", default=[], metavar="NAME", help="may be repeated")
    open_.add_argument(
        "--circle", dest="circles", action="append", default=[], metavar="NAME", help="only this; repeat"
    )
    back = _step(steps, "import", _import, "take the new wraps into the house")
    back.add_argument("folder", type=Path)
    _two_people(back)
    drill = _step(steps, "drill", _drill, "practise with throw-away sheets over a real export; nothing is written")
    drill.add_argument("export", type=Path)
    drill.add_argument("--real", action="store_true", help="with the real sheets: proves that they still open all")


def _step(steps: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    step: argparse.ArgumentParser = steps.add_parser(name, help=about, description=about)
    step.add_argument("--language", choices=LANGUAGES, default=usual_language(), help="of the questions and the sheets")
    step.set_defaults(run=run)
    return step


def _two_people(step: argparse.ArgumentParser) -> None:
    step.add_argument("--by", required=True, metavar="NAME", help="who does this; must run the system")
    step.add_argument("--with", dest="second", required=True, metavar="NAME", help="who stands beside them")


def _make(options: argparse.Namespace) -> int:
    from amparo.config.cli.recovery_language import speak

    speak(options.language, offline=True)
    from amparo.config.cli.recovery_make import make

    return make(network=options.network, folder=options.sheets)


def _open(options: argparse.Namespace) -> int:
    from amparo.config.cli.recovery_language import speak

    speak(options.language, offline=True)
    from amparo.config.cli.recovery_open import open_export

    return open_export(
        options.export, wraps=options.wraps, bodies=options.bodies, names=options.readers, circles=options.circles
    )


def _drill(options: argparse.Namespace) -> int:
    from amparo.config.cli.recovery_language import speak

    speak(options.language, offline=True)
    from amparo.config.cli.recovery_drill import drill, drill_with_real_sheets

    return (drill_with_real_sheets if options.real else drill)(options.export)


def _export(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.config.cli.recovery_language import speak

    speak(options.language, offline=False)
    from amparo.config.cli.recovery_house import export

    return export(options.folder, by=options.by, second=options.second, files=options.files)


def _import(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.config.cli.recovery_language import speak

    speak(options.language, offline=False)
    from amparo.config.cli.recovery_house import take_back

    return take_back(options.folder, by=options.by, second=options.second)
