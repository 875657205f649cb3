"""``amparo recovery drill``: the whole way over a real export, for practice. Nothing that opens is written down."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.config.cli.recovery_make import give_out
from amparo.config.cli.recovery_open import opened_with, report, tell, the_export
from amparo.config.cli.recovery_terminal import Terminal
from amparo.config.cli.recovery_typing import secret_of
from amparo.vault.recovery.copy import Export
from amparo.vault.recovery.opening import Opened, new_secret, open_rows, rehearsal, wanted_keys
from amparo.vault.recovery.sheets import NEEDED, make_sheets

GOAL_MINUTES = 15


@dataclass
class Watch:
    """How long each part took, in the order they were done."""

    parts: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.parts.append((name, time.monotonic() - begun))


def drill(folder: Path) -> int:
    """With sheets that are thrown away: the export's keys are replaced by new ones in memory, as many and as large."""
    terminal, watch = Terminal(), Watch()
    with watch.part(_("reading the export")):
        export = the_export(folder)
    tell(terminal, export)
    terminal.say(_("A drill: these sheets open nothing real. Throw them away afterwards."))
    secret = new_secret()
    sheets = make_sheets(secret)[:NEEDED]
    with watch.part(_("writing three sheets")):
        for sheet in sheets:
            give_out(terminal, sheet, shown=True)
    practice = rehearsal(export, secret)
    del secret, sheets
    return _recover(terminal, practice, watch, real=False)


def drill_with_real_sheets(folder: Path) -> int:
    """With three of the real sheets: everything is opened in memory, and nothing is written."""
    terminal, watch = Terminal(), Watch()
    with watch.part(_("reading the export")):
        export = the_export(folder)
    tell(terminal, export)
    return _recover(terminal, export, watch, real=True)


def _recover(terminal: Terminal, export: Export, watch: Watch, *, real: bool) -> int:
    with watch.part(_("typing three sheets")):
        secret = secret_of(terminal)
    typing = watch.parts[-1][1]
    with watch.part(_("opening all keys")):
        opened = opened_with(secret, export)
    keys = watch.parts[-1][1]
    with watch.part(_("opening all rows")):
        broken = sum(words.text is None for words in open_rows(export, opened))
    one = export.circles[0] if export.circles else ""
    report(terminal, export, opened, seconds=sum(seconds for _name, seconds in watch.parts[-3:]))
    _dated_report(terminal, watch, circle=one, seconds=typing + keys, keys=len(wanted_keys(export, opened, [one])))
    return _verdict(terminal, opened, broken, real=real)


def _dated_report(terminal: Terminal, watch: Watch, *, circle: str, seconds: float, keys: int) -> None:
    at = datetime.now(tz=UTC).strftime("%Y-%m-%d %H:%M")
    terminal.say("", _("Drill of %(at)s UTC") % {"at": at})
    for name, taken in watch.parts:
        terminal.say(f"  {taken:8.2f} s  {name}")
    about = {"circle": circle, "keys": keys, "seconds": f"{seconds:.2f}", "goal": GOAL_MINUTES}
    terminal.say(
        _("One circle (%(circle)s, %(keys)s keys): %(seconds)s s from the first word on. The goal is %(goal)d minutes.")
        % about
    )


def _verdict(terminal: Terminal, opened: Opened, broken: int, *, real: bool) -> int:
    if broken:
        said = ngettext("%(n)d text did not open.", "%(n)d texts did not open.", broken)
        terminal.say(said % {"n": broken})
    terminal.say(
        _("The real sheets open this network. Put them back into new envelopes.")
        if real and not (broken or opened.shut)
        else _("Nothing was written down. Write the date of this drill into the committee's minutes.")
    )
    return int(bool(opened.shut or broken))
