"""A command of the house at a terminal, as a person sits before it: it is read, and answered line by line."""

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

from tests.houses import ROOT, bare

OTHER_SCREEN, WIPE, FIRST_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H", "\x1b[2J\x1b[3J\x1b[H", "\x1b[?1049l"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Talk:
    """One run of ``amparo`` at a terminal of its own. What the terminal showed is in ``shown``."""

    def __init__(self, *words: str, seconds: float = 60, **environment: str) -> None:
        self.shown, self.read_to, self.end = "", 0, time.monotonic() + seconds
        told = bare(**environment)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, "-m", "amparo", *words], told)

    def hear(self, wanted: str) -> str:
        """What is shown up to these words; the test fails when they never come."""
        return self.hear_like(re.escape(wanted)).string

    def hear_like(self, wanted: str) -> re.Match[str]:
        """The first place where something like this is shown; its ``string`` is what was new up to there."""
        while not (found := re.search(wanted, self.shown[self.read_to :])):
            assert self._more(), f"never said {wanted}, but: {self.plain[-600:]}"
        fresh = self.shown[self.read_to : self.read_to + found.end()]
        self.read_to += found.end()
        again = re.compile(wanted).search(fresh)
        assert again is not None
        return again

    def _more(self) -> bool:
        assert time.monotonic() < self.end, f"said nothing more after: {self.plain[-600:]}"
        ready, _, _ = select.select([self.terminal], [], [], 0.5)
        if not ready:
            return True
        try:
            read = os.read(self.terminal, 65_536)
        except OSError:  # the other side has ended
            return False
        self.shown += read.decode()
        return bool(read)

    def type(self, line: str) -> None:
        os.write(self.terminal, (line + "\n").encode())

    def answer(self, question: str, line: str) -> None:
        """Wait for the question, then type."""
        self.hear(question)
        self.type(line)

    def ends(self) -> int:
        """The exit code, when it has said all."""
        while self._more():
            pass
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    @property
    def plain(self) -> str:
        """What was shown, without what moves the cursor."""
        return ESCAPES.sub("", self.shown)


def words_of_sheet(screen: str) -> list[str]:
    """The words of a sheet as they stand on the screen, in the order of their numbers."""
    found = {int(number): word for number, word in re.findall(r"(\d+)\. ([a-z]+)", ESCAPES.sub("", screen))}
    return [found[number] for number in sorted(found)]


def new_sheets(*options: str, folder: Path | None = None, **environment: str) -> tuple[list[list[str]], str, Talk]:
    """A whole ceremony: the words of the five sheets, the public half, and what was said."""
    talk = Talk("recovery", "make", "--language", "en", *options, **environment)
    talk.answer("Is it so? Type yes:", "yes")
    if folder is not None:
        talk.hear("Press Enter when they are printed.")
        pages = [(folder / f"sheet-{number}.html").read_text(encoding="utf-8") for number in range(1, 6)]
        talk.type("")
    sheets = []
    for number in range(5):
        talk.answer("sits down alone. Press Enter.", "")
        if folder is None:
            sheets.append(words_of_sheet(talk.hear("Then they are gone from the screen.")))
            talk.type("")
        else:
            sheets.append(re.findall(r"<li>([a-z]+)</li>", pages[number]))
        prove(talk, sheets[-1])
        talk.hear("goes into its envelope.")
    recipient = talk.hear_like(r"age1[a-z0-9]{58}")
    talk.hear("Switch this machine off now.")
    assert talk.ends() == 0
    return sheets, recipient[0], talk


def prove(talk: Talk, words: list[str]) -> None:
    """Type back what is asked of a sheet."""
    for _asked in range(4):
        place = talk.hear_like(r"Word (\d+): ")[1]
        talk.type(words[int(place) - 1])


def type_sheets(talk: Talk, sheets: list[list[str]]) -> None:
    """Type whole sheets, as their keyholders do: four letters of each word, all in one line."""
    for words in sheets:
        talk.hear("From word 1 on: ")
        talk.type(" ".join(word[:4] for word in words))
        talk.hear("It is whole.")
