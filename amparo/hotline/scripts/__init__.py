"""The rights scripts that lie beside the intake: what is said to a caller, by branch, in the languages of the pages.

Every text is a draft until the name of a lawyer and of a native speaker stands in ``REVIEWED``. Change a text: raise the version.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.hotline.enums import Branch
from amparo.hotline.scripts.lines import LINES

VERSION = "2026-11"
# Language to the names of those who reviewed this version; an empty tuple is a draft.
REVIEWED: dict[str, tuple[str, ...]] = {"en": (), "es": (), "pt-BR": (), "ht": ()}


@dataclass(frozen=True)
class Fork:
    """A question for the caller, and the lines that follow each answer."""

    question: str | Promise
    answers: tuple[tuple[str | Promise, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Script:
    """The lines of one branch in their order, then its questions."""

    branch: Branch
    lines: tuple[str, ...]
    forks: tuple[Fork, ...] = ()


GENERAL = ("not-alone", "silent", "sign-nothing")  # what helps everybody, while nobody knows yet what is happening

SCRIPTS: dict[str, Script] = {
    script.branch.value: script
    for script in (
        Script(
            Branch.DOOR,
            ("not-alone", "door-closed", "silent", "sign-nothing"),
            (
                Fork(
                    _("Have they shown a paper?"),
                    (
                        (_("No, or you cannot see it"), ("show-paper", "no-entry")),
                        (_("Yes, and a judge signed it"), ("judge-signed",)),
                        (_("Yes, but no judge signed it"), ("which-warrant", "no-entry")),
                    ),
                ),
                Fork(_("Are they inside already?"), ((_("Yes"), ("came-in",)), (_("No"), ("door-closed",)))),
            ),
        ),
        Script(
            Branch.STREET,
            ("not-alone", "free-to-go", "silent", "no-search"),
            (
                Fork(
                    _("Is the caller the one who was stopped?"),
                    ((_("Yes"), ("no-lie", "sign-nothing")), (_("No, they watch"), ("film",))),
                ),
            ),
        ),
        Script(
            Branch.WORK,
            ("not-alone", "work-area", "silent", "sign-nothing"),
            (
                Fork(
                    _("Is the caller the one in charge there?"),
                    ((_("Yes"), ("which-warrant", "no-entry")), (_("No"), ("free-to-go", "no-lie"))),
                ),
            ),
        ),
        Script(
            Branch.CAR,
            ("not-alone", "car-stop", "silent", "car-search"),
            (
                Fork(
                    _("Who is calling?"),
                    (
                        (_("The driver"), ("car-driver",)),
                        (_("A passenger"), ("free-to-go",)),
                        (_("Somebody who watches"), ("film",)),
                    ),
                ),
            ),
        ),
        Script(
            Branch.TAKEN,
            ("no-status", "write-down", "held-rights", "lawyer"),
            (Fork(_("Are they still there?"), ((_("Yes"), ("film",)), (_("No"), ("for-the-lawyer",)))),),
        ),
    )
}


def reviewers(language: str) -> tuple[str, ...]:
    """Who reviewed the texts of this language; nobody: a draft."""
    return REVIEWED.get(language, ())


def spoken(line: str, language: str) -> str:
    """The words of a line in this language, in English where there are none."""
    words = LINES[line]
    return words.get(language) or words["en"]


def script_language(language: str) -> str:
    """The language a script is shown in for somebody who speaks this one."""
    return language if language in REVIEWED else {"pt-br": "pt-BR"}.get(language.lower(), "en")
