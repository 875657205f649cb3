"""The terminal of the recovery: it asks, shows words on a screen that is wiped, and never echoes what is secret."""

import getpass
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from amparo.config.cli.main import CommandFailed

OTHER_SCREEN, WIPE, FIRST_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H", "\x1b[2J\x1b[3J\x1b[H", "\x1b[?1049l"


class Terminal:
    """Talks with whoever sits before it. Refuses to work into a file or a pipe: secrets would be kept there."""

    def __init__(self) -> None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CommandFailed(_("Run this in a terminal, without a pipe and without a file to write into."))

    def say(self, *lines: str) -> None:
        print("\n".join(lines), flush=True)

    def ask(self, question: str) -> str:
        """What is typed, shown as it is typed. An end of the input ends the command."""
        try:
            return input(question + " ").strip()
        except EOFError:
            raise CommandFailed(_("Nothing was done.")) from None

    def agrees(self, question: str) -> bool:
        """Whether the whole word for yes was typed."""
        return _plain(self.ask(question)) in (_plain(_("yes")), "yes")

    def hear(self, question: str) -> str:
        """What is typed, shown nowhere."""
        try:
            return getpass.getpass(question + " ").strip()
        except EOFError:
            raise CommandFailed(_("Nothing was done.")) from None

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A screen of its own, which is wiped and does not stay in what can be scrolled back to."""
        print(OTHER_SCREEN, end="", flush=True)
        try:
            yield
        finally:
            print(WIPE + FIRST_SCREEN, end="", flush=True)


def _plain(word: str) -> str:
    """Lower case, without accents."""
    return "".join(each for each in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(each))
