"""``amparo recovery make``: the ceremony in which the recovery key comes to be, once, on five sheets of paper."""

import secrets
from pathlib import Path

from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amparo.config.cli.main import CommandFailed
from amparo.config.cli.recovery_terminal import Terminal
from amparo.vault.recovery.copy import write_private
from amparo.vault.recovery.opening import new_secret, recipient_of
from amparo.vault.recovery.sheets import NEEDED, SHEETS, NotAWord, Sheet, make_sheets, read_word

ASKED = 4  # so many words of each sheet are typed back
COLUMNS = 3


def make(*, network: str, folder: Path | None) -> int:
    """Make the key, give out the five sheets one by one, each proven, and say its public half. Nothing else is kept."""
    terminal = Terminal()
    _begin(terminal, printed=folder is not None)
    secret = new_secret()
    recipient, sheets = recipient_of(secret), make_sheets(secret)
    files = [] if folder is None else _write(sheets, folder, network=network, recipient=recipient)
    if files:
        terminal.say(_("The five sheets are in %(folder)s. Print them here, then come back.") % {"folder": folder})
        terminal.ask(_("Press Enter when they are printed."))
    for sheet in sheets:
        give_out(terminal, sheet, shown=not files)
    for file in files:
        file.unlink()
    _end(terminal, recipient, printed=bool(files))
    return 0


def _begin(terminal: Terminal, *, printed: bool) -> None:
    terminal.say(
        "",
        _("The recovery key opens the network's circles and cases when the people who could are gone."),
        _("It is made now and given out on five sheets. Any three open everything. Two open nothing."),
        "",
        "1. " + _("This machine has no network: cable out, Wi-Fi off."),
        "2. " + _("No phone, no camera and no window looks at the screen."),
        "3. " + _("Five keyholders are here, each with a pen and an envelope."),
    )
    if printed:
        terminal.say("4. " + _("The printer hangs on a cable, and keeps no copy of what it prints."))
    if not terminal.agrees("\n" + _("Is it so? Type yes:")):
        raise CommandFailed(_("Then come back when it is. Nothing was made."))


def give_out(terminal: Terminal, sheet: Sheet, *, shown: bool) -> None:
    """Show one sheet to its keyholder, and let them type some of it back until it is right."""
    about = {"number": sheet.number, "all": SHEETS}
    while True:
        terminal.ask("\n" + _("Sheet %(number)d of %(all)d. Its keyholder sits down alone. Press Enter.") % about)
        if shown:
            with terminal.apart():
                terminal.say(_("Sheet %(number)d of %(all)d") % about, "", *_columns(sheet.words), "")
                terminal.say(_("Write all words by hand, with their numbers. Nobody else sees them."))
                terminal.ask(_("Press Enter when all are written. Then they are gone from the screen."))
        if _proven(terminal, sheet):
            terminal.say(_("Right. Sheet %(number)d goes into its envelope.") % about)
            return
        terminal.say(_("That is not what stands on this sheet. Look at it again, all of it."))


def _columns(words: tuple[str, ...]) -> list[str]:
    rows = -(-len(words) // COLUMNS)
    numbered = [f"{number:2}. {word:<12}" for number, word in enumerate(words, 1)]
    return ["   ".join(numbered[row::rows]).rstrip() for row in range(rows)]


def _proven(terminal: Terminal, sheet: Sheet) -> bool:
    places = sorted(secrets.SystemRandom().sample(range(len(sheet.words)), ASKED))
    said = ngettext("Now type %(n)d word from the paper.", "Now type %(n)d words from the paper.", ASKED)
    terminal.say(said % {"n": ASKED} + " " + _("What you type is not shown."))
    for place in places:
        typed = terminal.hear(_("Word %(number)d:") % {"number": place + 1})
        try:
            if read_word(typed, place=place + 1) != sheet.words[place]:
                return False
        except NotAWord:
            return False
    return True


def _end(terminal: Terminal, recipient: str, *, printed: bool) -> None:
    about = {"needed": NEEDED, "all": SHEETS}
    terminal.say("", _("All %(all)d sheets are proven. Any %(needed)d of them open everything.") % about)
    if printed:
        terminal.say(_("The files of the sheets are deleted. A stick may still hold them: break it."))
    terminal.say(
        _("Each keyholder takes one sheet home, each to another house. Nobody has two."),
        "",
        _("The public half, for the page “Found the circles”. It is no secret:"),
        "",
        f"    {recipient}",
        "",
        _("Nothing else was kept. Switch this machine off now."),
    )


def _write(sheets: list[Sheet], folder: Path, *, network: str, recipient: str) -> list[Path]:
    """Sheets to print, in the folder that was named and nowhere else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = [folder / f"sheet-{sheet.number}.html" for sheet in sheets]
    there = [file for file in files if file.exists()]
    if there:
        raise CommandFailed(_("%(file)s is there already. Choose an empty folder.") % {"file": there[0]})
    for file, sheet in zip(files, sheets, strict=True):
        write_private(file, page(sheet, network=network, recipient=recipient))
    return files


def page(sheet: Sheet, *, network: str, recipient: str) -> str:
    """One sheet as a page to print, in one file that asks for nothing from anywhere."""
    about = {"number": sheet.number, "all": SHEETS, "needed": NEEDED}
    title = _("Recovery sheet %(number)d of %(all)d") % about
    words = "".join(f"<li>{escape(word)}</li>" for word in sheet.words)
    lines = (
        _("Any %(needed)d of these %(all)d sheets open the network's circles and cases. Two open nothing.") % about,
        _("Keep it where nobody finds it and no water reaches it. Copy it nowhere; take no picture."),
        _("If you lose it, or somebody saw it, tell the worker committee the same day."),
        _("To use it: amparo recovery open, on a machine without a network."),
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!doctype html><html lang="{get_language()}"><meta charset="utf-8"><title>{escape(title)}</title><style>'
        "body{font:16px/1.4 Georgia,serif;max-width:17cm;margin:1.5cm auto}ol{columns:3;font:18px/1.9 monospace;"
        "border:1px solid;padding:.6cm 1.2cm}small{word-break:break-all}@page{margin:1cm}</style>"
        f"<h1>{escape(title)}</h1><p><strong>{escape(network)}</strong></p><ol>{words}</ol>{said}"
        f"<p>{escape(_('Keyholder:'))} ______________________ &nbsp; {escape(_('Date:'))} ______________</p>"
        f"<p><small>{escape(_('Public half of the key:'))} {escape(recipient)}</small></p></html>\n"
    )
