"""How the keyholders type their sheets: unseen, one after the other, and every mistake answered with a sentence."""

from django.utils.translation import gettext as _

from amparo.config.cli.main import CommandFailed
from amparo.config.cli.recovery_terminal import Terminal
from amparo.vault.recovery.copy import BadExport
from amparo.vault.recovery.sheets import (
    NEEDED,
    WORDS,
    NotAWord,
    OtherSet,
    Sheet,
    SheetRefused,
    SheetTwice,
    WordsDoNotFit,
    join,
    put_together,
    read_sheet,
    read_word,
)  # fmt: skip


def secret_of(terminal: Terminal) -> bytes:
    """What three sheets give back. Whoever stops before the third gets a sentence and nothing else."""
    sheets: list[Sheet] = []
    terminal.say(
        "",
        _("Three keyholders type their sheets, each alone at the screen. What is typed is not shown."),
        _("The first four letters of a word are enough. Type as many words at a time as you like."),
        _("A minus sign takes the last word back. A full stop ends."),
    )
    while len(sheets) < NEEDED:
        terminal.say("", _("Sheet number %(number)d of %(needed)d.") % {"number": len(sheets) + 1, "needed": NEEDED})
        words = _typed(terminal, have=len(sheets))
        try:
            sheets = join(sheets, read_sheet(words))
        except SheetRefused as refused:
            terminal.say(sentence_of(refused))
            continue
        terminal.say(_("This is sheet %(number)d. It is whole.") % {"number": sheets[-1].number})
    try:
        return put_together(sheets)
    except WordsDoNotFit as refused:
        raise CommandFailed(sentence_of(refused)) from None


def _typed(terminal: Terminal, *, have: int) -> list[str]:
    words: list[str] = []
    while len(words) < WORDS:
        for typed in terminal.hear(_("From word %(number)d on:") % {"number": len(words) + 1}).split():
            if typed == ".":
                raise CommandFailed(too_few(have))
            if typed == "-":
                words = words[:-1]
                continue
            try:
                words.append(read_word(typed, place=len(words) + 1))
            except NotAWord as refused:
                terminal.say(sentence_of(refused))
                break
    return words


def too_few(have: int) -> str:
    """Why nothing opens with fewer sheets."""
    about = {"have": have, "needed": NEEDED}
    return _("%(needed)d sheets are needed and %(have)d came. With fewer nothing opens, for nobody.") % about


def sentence_of(refused: SheetRefused) -> str:
    """What is wrong with a sheet, and what to do. Never the words themselves."""
    match refused:
        case NotAWord():
            return _("Word %(place)d is not in the list of words. Type it again, and go on from there.") % {
                "place": refused.place
            }
        case OtherSet():
            return _("This sheet belongs to another set: it was made at another time. Look for the one of this set.")
        case SheetTwice():
            return _("Sheet %(number)d was typed already. Another one is needed.") % {"number": refused.number}
        case WordsDoNotFit():
            return _("One of the words is not what stands on the sheet, or two changed places. Type this sheet again.")
    return _("A sheet has %(words)d words. Type this sheet again.") % {"words": WORDS}


def sentence_of_export(bad: BadExport) -> str:
    """What is wrong with an export, and what to do."""
    return _("%(file)s is missing or damaged. Copy the whole folder again.") % {"file": bad.file}
