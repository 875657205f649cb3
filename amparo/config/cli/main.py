"""The ``amparo`` command. Each sub-command imports what it needs only when it is called."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


class CommandFailed(Exception):
    """The command could not do its work; the message is a sentence that says what to do."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when it found something wrong, 2 when it was called wrongly."""
    from amparo.core.private import keep_to_ourselves

    options = _parser().parse_args(words)
    keep_to_ourselves()
    try:
        _read(options)
        return int(options.run(options) or 0)
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _read(options: argparse.Namespace) -> None:
    """Refuse what is never kept, in every word that a command was given; those of Django and file names are not kept."""
    from django.core.exceptions import ValidationError

    from amparo.core.forbidden import refuse_forbidden

    for name, given in vars(options).items():
        for word in given if isinstance(given, list) else [given]:
            if isinstance(word, str) and name != "words":
                try:
                    refuse_forbidden(word)
                except ValidationError as refused:
                    raise CommandFailed(f"{name}: {refused.message}") from None


def _parser() -> argparse.ArgumentParser:
    from amparo.config.cli.recovery import add_commands as add_recovery

    parser = argparse.ArgumentParser(prog="amparo", description="The system of a community rapid-response network.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, about in (
        ("up", _up, "start the house: web, live, worker and, unless DATABASE_URL is set, PostgreSQL"),
        ("demo", _demo, "start the house with an invented network and simulated phones"),
        ("doctor", _doctor, "check everything and say how to mend what is wrong"),
    ):
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        if name != "doctor":
            command.add_argument("--port", type=int, default=8000, help="where the pages are served")
        if name == "demo":
            command.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    invitation = commands.add_parser("invite", help="print a link with which somebody opens their account, once")
    invitation.add_argument("name", help="the sign-in name, such as ana; a new one is made when nobody has it")
    invitation.add_argument("--called", help="how the person likes to be called")
    invitation.add_argument(
        "--power", action="append", default=[], help="what they may do, such as house.run; may be repeated"
    )
    invitation.add_argument("--body", default="Technology", help="on the word of which body")
    invitation.set_defaults(run=_invite)
    story = commands.add_parser("simulate", help="start a scenario in a running demo, or list them; stop ends it")
    story.add_argument("name", nargs="?", help="holyoke, prank, nobody, trouble, or stop; without it, all are listed")
    story.add_argument("--port", type=int, default=8000, help="the port of the running demo")
    story.set_defaults(run=_simulate)
    importer = commands.add_parser("import", help="read towns, streets and borders from a folder of files")
    importer.add_argument("folder", type=Path)
    importer.set_defaults(run=_import)
    audit = commands.add_parser("audit", help="verify: walk the chain over the audit and name every fault")
    audit.add_argument("what", choices=("verify",))
    audit.set_defaults(run=_audit)
    demand = commands.add_parser(
        "demand", help="what a data demand about a number, a person or a case would reach: counts only"
    )
    demand.add_argument("about", help="a telephone number with its area code, a sign-in name, or an id")
    demand.set_defaults(run=_demand)
    trial = commands.add_parser("try", help="check the network's words: replies FILE.csv or segments FILE.csv")
    trial.add_argument("what", choices=("replies", "segments"))
    trial.add_argument("file", type=Path)
    trial.set_defaults(run=_try)
    add_recovery(commands)
    check = commands.add_parser("verify", help="compare what a running house serves with the published scripts")
    check.add_argument("address", help="where the house is, such as https://help.example.org")
    check.add_argument(
        "--saved",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a page saved in a browser; may be repeated",
    )
    check.set_defaults(run=_verify)
    django = commands.add_parser("django", help="run one of Django's own commands", add_help=False)
    django.add_argument("words", nargs=argparse.REMAINDER)
    django.set_defaults(run=_django)
    return parser


def _up(options: argparse.Namespace) -> int:
    from amparo.config.cli import processes

    return processes.run_house(port=options.port)


def _demo(options: argparse.Namespace) -> int:
    from amparo.config.cli import processes

    os.environ["AMPARO_MODE"] = "demo"
    return processes.run_demo(port=options.port, reset=options.reset)


def _simulate(options: argparse.Namespace) -> int:
    from amparo.config.cli.scenarios import run_scenario

    return run_scenario(options.name, port=options.port, out=sys.stdout)


def _doctor(_options: argparse.Namespace) -> int:
    from amparo.config.cli import doctor

    return doctor.report(sys.stdout)


def _invite(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.config.cli.invite import invite_person

    print(invite_person(options.name, called=options.called, powers=options.power, body=options.body))
    return 0


def _import(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.core.tables import BadTable
    from amparo.geo.importers import import_folder

    if not options.folder.is_dir():
        raise CommandFailed(f"{options.folder} is not a folder.")
    try:
        outcomes = import_folder(options.folder)
    except BadTable as bad:
        raise CommandFailed(str(bad)) from bad
    for outcome in outcomes:
        print(f"{outcome.kind}: {outcome.rows} rows read, {outcome.changed} changed")
    return 0


def _audit(_options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.audit.chain import verify_chain

    verdict = verify_chain()
    print(f"{verdict.links} links, head {verdict.head}")
    for fault in verdict.faults:
        print(f"FAULT  {fault}")
    return int(bool(verdict.faults))


def _demand(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from amparo.keeping.demand import NothingToAskAbout, answer_demand

    try:
        print(answer_demand(options.about), end="")
    except NothingToAskAbout as nothing:
        raise CommandFailed(str(nothing)) from None
    return 0


def _try(options: argparse.Namespace) -> int:
    from amparo.config.cli.try_words import BadTable, try_replies, try_segments

    try:
        (try_replies if options.what == "replies" else try_segments)(options.file, sys.stdout)
    except BadTable as bad:
        raise CommandFailed(str(bad)) from bad
    return 0


def _verify(options: argparse.Namespace) -> int:
    from amparo.config.cli.verify import verify

    return verify(options.address, saved=options.saved, out=sys.stdout)


def _django(options: argparse.Namespace) -> int:
    from amparo.config.cli.setup import set_up

    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["amparo django", *options.words])
    return 0
