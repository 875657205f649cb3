"""``amparo recovery open``: three sheets and an export; the keys are closed anew for people, or all is written down in clear."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.config.cli.main import CommandFailed
from amparo.config.cli.recovery_terminal import Terminal
from amparo.config.cli.recovery_typing import secret_of, sentence_of_export
from amparo.vault.recovery.copy import (
    FILE_TABLE,
    FILES,
    BadExport,
    Export,
    Reader,
    read_export,
    write_private,
    write_wraps,
)
from amparo.vault.recovery.opening import (
    RECOVERY,
    NotThisNetworks,
    Opened,
    close_anew,
    counted,
    identity_of,
    open_file,
    open_keys,
    open_rows,
    wanted_keys,
)  # fmt: skip

WORD_LIST = Path(__file__).resolve().parents[2] / "vault" / "static" / "vault" / "words.en.txt"


def open_export(
    folder: Path, *, wraps: Path | None, bodies: Path | None, names: Sequence[str], circles: Sequence[str]
) -> int:
    """Open the export with the sheets, and write what was asked for into a new folder."""
    terminal, export, target = Terminal(), the_export(folder), wraps or bodies
    assert target is not None
    if target.exists():
        raise CommandFailed(_("%(folder)s is there already. Name a folder that is not.") % {"folder": target})
    unknown = sorted(set(circles) - set(export.circles))
    if unknown:
        raise CommandFailed(
            _("There is no circle %(name)s. There are: %(all)s.")
            % {"name": unknown[0], "all": ", ".join(export.circles)}
        )
    tell(terminal, export)
    readers = _readers(terminal, export, names) if wraps else []
    begun = time.monotonic()
    opened = opened_with(secret_of(terminal), export)
    if wraps:
        keys = wanted_keys(export, opened, circles)
        write_wraps(
            wraps, [wrap for reader in readers for wrap in close_anew(keys, opened, reader=reader)], export=export
        )
    else:
        _write_down(terminal, export, opened, target, files=folder / FILES)
    report(terminal, export, opened, seconds=time.monotonic() - begun)
    _what_next(terminal, target, in_clear=wraps is None)
    return 0


def the_export(folder: Path) -> Export:
    """The export in this folder, with a recovery key in it; else a sentence."""
    try:
        export = read_export(folder)
    except BadExport as bad:
        raise CommandFailed(sentence_of_export(bad)) from None
    if not any(key.kind == RECOVERY for key in export.keys.values()):
        raise CommandFailed(_("In this export nothing is closed to a recovery key: the circles were not founded."))
    return export


def opened_with(secret: bytes, export: Export) -> Opened:
    """What these sheets open; a sentence when they are another network's."""
    try:
        return open_keys(export, identity_of(secret))
    except NotThisNetworks:
        raise CommandFailed(
            _("These sheets are whole, but of another recovery key than this export. Look for the newer set.")
        ) from None


def tell(terminal: Terminal, export: Export) -> None:
    """What this export is."""
    cases = {key.case for key in export.keys.values() if key.case}
    about = {"network": export.network, "at": export.made_at[:16].replace("T", " "), "people": ", ".join(export.people)}
    terminal.say(
        _("Export of %(network)s, made %(at)s UTC by %(people)s.") % about,
        _("Circles: %(names)s.") % {"names": ", ".join(export.circles)},
        ngettext("%(n)d case has keys.", "%(n)d cases have keys.", len(cases)) % {"n": len(cases)},
    )


def _readers(terminal: Terminal, export: Export, names: Sequence[str]) -> list[Reader]:
    """For whom the keys are closed: each was called, and read the five words from their own screen."""
    known = {reader.name: reader for reader in export.readers}
    if not names:
        raise CommandFailed(
            _("Say for whom: --for NAME. With new keys of their own: %(names)s.")
            % {"names": ", ".join(sorted(known)) or "–"}
        )
    for name in names:
        if name not in known:
            raise CommandFailed(
                _("%(name)s has no keys yet. They make them in their browser; then export again.") % {"name": name}
            )
        words = fingerprint(known[name])
        terminal.say(
            "",
            _("Call %(name)s. Their page “My keys” shows five words. Here they are:") % {"name": name},
            f"    {words}",
        )
        if not terminal.agrees(_("The same? Type yes:")):
            raise CommandFailed(_("Then somebody changed the keys on the way. Stop, and tell the worker committee."))
    return [known[name] for name in dict.fromkeys(names)]


def fingerprint(reader: Reader) -> str:
    """The five words of somebody's public keys, as their browser shows them."""
    words = WORD_LIST.read_text(encoding="utf-8").split()
    number = int.from_bytes(hashlib.sha256(f"{reader.recipient}\n{reader.signer}".encode()).digest()[:16], "big")
    said = []
    for _place in range(5):
        number, place = divmod(number, 7_776)
        said.append(words[place])
    return " ".join(said)


def _write_down(terminal: Terminal, export: Export, opened: Opened, folder: Path, *, files: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / FILES).mkdir(mode=0o700)
    lines, broken = [], 0
    for words in open_rows(export, opened):
        if words.text is None:
            broken += 1
            continue
        if words.row.table == FILE_TABLE and files.is_dir():
            broken += not open_file(files / f"{words.row.row}.age", folder / FILES / words.row.row, details=words.text)
        said = {"table": words.row.table, "row": words.row.row, "case": words.row.case}
        lines.append(json.dumps({**said, "column": words.column, "text": words.text}, ensure_ascii=False))
    write_private(folder / "opened.jsonl", "\n".join(lines) + "\n")
    if broken:
        terminal.say(
            ngettext(
                "%(n)d text was moved or is not whole, and was left out.",
                "%(n)d texts were moved or are not whole, and were left out.",
                broken,
            )
            % {"n": broken}
        )


def report(terminal: Terminal, export: Export, opened: Opened, *, seconds: float) -> None:
    """How much opened, what did not, and how long it took from the first sheet on."""
    found = counted(export, opened)
    terminal.say(
        "",
        _("Opened: %(circles)d circles, %(cases)d cases, %(rows)d rows, in %(minutes)d min %(seconds)d s.")
        % {**found, "rows": found["rows"], "minutes": seconds // 60, "seconds": seconds % 60},
    )
    for key in opened.shut:
        terminal.say(_("Did not open: %(what)s.") % {"what": f"{key.circle or key.case} {key.part} {key.version}"})
    if found["rows_shut"]:
        terminal.say(
            ngettext(
                "%(n)d row is closed to a key that the sheets do not open.",
                "%(n)d rows are closed to keys that the sheets do not open.",
                found["rows_shut"],
            )
            % {"n": found["rows_shut"]}
        )


def _what_next(terminal: Terminal, target: Path, *, in_clear: bool) -> None:
    about = {"folder": target}
    if in_clear:
        terminal.say(_("%(folder)s holds everything in clear. Carry it by hand, and destroy it after use.") % about)
    else:
        terminal.say(_("Carry %(folder)s to the house and run there: amparo recovery import") % about)
    terminal.say(
        _("Destroy the export as well: with it and three sheets everything opens, also what was deleted since.")
    )
