"""The recovery key on five sheets of paper, SLIP-39: any three give it back, two say nothing about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

NEEDED, SHEETS = 3, 5
WORDS = 33
UNIQUE = 4  # so many first letters tell one word of the list from all others
_BY_START = {word[:UNIQUE]: word for word in WORDLIST}


class SheetRefused(ValueError):
    """This is no sheet that goes with the others."""


class NotAWord(SheetRefused):
    """This word is not in the list that the sheets are written with."""

    def __init__(self, place: int, typed: str) -> None:
        super().__init__(place, typed)
        self.place, self.typed = place, typed


class WordsMissing(SheetRefused):
    """A sheet has more words, or fewer."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class WordsDoNotFit(SheetRefused):
    """All are words of the list, but together they are no sheet: one of them is another, or two changed places."""


class OtherSet(SheetRefused):
    """This sheet was made at another time than those before it."""


class SheetTwice(SheetRefused):
    """This very sheet was typed already."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Sheet:
    """One sheet: its number, 1 to 5, and its words. It shows itself nowhere."""

    share: Share
    words: tuple[str, ...]

    @property
    def number(self) -> int:
        return int(self.share.index) + 1

    def __repr__(self) -> str:
        return f"<sheet {self.number}>"


def make_sheets(secret: bytes) -> list[Sheet]:
    """Five sheets of this secret. Before anybody sees one, each three of them were put together again."""
    [made] = generate_mnemonics(1, [(NEEDED, SHEETS)], secret)
    sheets = [read_sheet(mnemonic.split()) for mnemonic in made]
    for some in combinations(sheets, NEEDED):
        if put_together(some) != secret:
            raise RuntimeError("these sheets do not give the key back")
    return sheets


def read_word(typed: str, *, place: int) -> str:
    """The word of the list that begins with these letters; four are enough. NotAWord when there is none."""
    plain = typed.strip().lower()
    if plain in WORDLIST:
        return plain
    found = _BY_START.get(plain[:UNIQUE], "") if len(plain) >= UNIQUE else ""
    if not found.startswith(plain):
        raise NotAWord(place, typed)
    return found


def read_sheet(words: Sequence[str]) -> Sheet:
    """The sheet with these words; WordsMissing or WordsDoNotFit when they are none."""
    if len(words) != WORDS:
        raise WordsMissing(len(words))
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise WordsDoNotFit from None
    if (share.member_threshold, share.group_count) != (NEEDED, 1):
        raise WordsDoNotFit
    return Sheet(share, tuple(words))


def join(sheets: Sequence[Sheet], sheet: Sheet) -> list[Sheet]:
    """These sheets and one more; SheetTwice or OtherSet when it does not go with them."""
    for other in sheets:
        if other.share.common_parameters() != sheet.share.common_parameters():
            raise OtherSet
        if other.share.index == sheet.share.index:
            raise SheetTwice(sheet.number)
    return [*sheets, sheet]


def put_together(sheets: Sequence[Sheet]) -> bytes:
    """The secret, out of exactly three sheets. WordsDoNotFit when one of them was made up."""
    try:
        return bytes(combine_mnemonics([" ".join(sheet.words) for sheet in sheets]))
    except MnemonicError:
        raise WordsDoNotFit from None
