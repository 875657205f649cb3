"""The ceremony of the recovery key at a real terminal: five sheets, each proven, and nothing kept."""

import re
from itertools import combinations
from pathlib import Path

from shamir_mnemonic import combine_mnemonics

from amparo.vault.recovery.opening import recipient_of
from amparo.vault.recovery.sheets import read_sheet
from tests.houses import amparo
from tests.terminals import FIRST_SCREEN, OTHER_SCREEN, WIPE, Talk, new_sheets, words_of_sheet

WATCH = """
import atexit, sys
def note(word):
    with open({log!r}, "a") as log: log.write(word + "\\n")
def hook(event, args):
    if event.startswith("socket.") or (event == "import" and args[0] in ("psycopg", "amparo.config.settings")):
        note(event)
if "amparo" in sys.orig_argv:
    sys.addaudithook(hook)
    note("watching")
    atexit.register(note, "ended")
"""


def test_any_three_of_five_sheets_give_the_key_back_and_two_do_not() -> None:
    sheets, recipient, _talk = new_sheets()

    for some in combinations(sheets, 3):
        assert recipient_of(combine_mnemonics([" ".join(words) for words in some])) == recipient
    assert [read_sheet(words).number for words in sheets] == [1, 2, 3, 4, 5]
    assert {len(words) for words in sheets} == {33}


def test_the_words_are_only_on_the_screen_that_is_wiped_and_what_is_typed_is_not_shown() -> None:
    """What two ceremonies say outside of that screen differs in nothing but the public half and which words were asked."""
    said = []
    for _ceremony in range(2):
        _sheets, recipient, talk = new_sheets()
        outside = re.sub(f"{re.escape(OTHER_SCREEN)}.*?{re.escape(WIPE + FIRST_SCREEN)}", "", talk.shown, flags=re.S)
        said.append(re.sub(r"Word \d+:", "Word:", outside.replace(recipient, "")))

    assert said[0] == said[1]


def test_a_sheet_that_was_not_written_down_right_is_shown_again() -> None:
    talk = Talk("recovery", "make", "--language", "en")
    talk.answer("Is it so? Type yes:", "yes")
    for attempt in ("wrong", "right"):
        talk.answer("sits down alone. Press Enter.", "")
        words = words_of_sheet(talk.hear("Then they are gone from the screen."))
        talk.type("")
        for _asked in range(4):
            place = int(talk.hear_like(r"Word (\d+): ")[1]) - 1
            talk.type(words[place] if attempt == "right" else words[place - 1])
            if words[place] != words[place - 1] and attempt == "wrong":
                talk.hear("Look at it again")
                break

    talk.hear("Sheet 1 goes into its envelope.")
    talk.answer("Sheet 2 of 5.", "\x03")
    assert talk.ends() == 130


def test_sheets_to_print_are_in_the_named_folder_alone_and_go_when_they_are_proven(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    sheets, recipient, talk = new_sheets("--sheets", str(folder), "--network", "Valley <Watch>", folder=folder)

    assert recipient_of(combine_mnemonics([" ".join(words) for words in sheets[2:]])) == recipient
    assert list(folder.iterdir()) == []
    assert OTHER_SCREEN not in talk.shown


def test_a_folder_that_holds_a_sheet_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "sheet-3.html").write_text("somebody's", encoding="utf-8")
    talk = Talk("recovery", "make", "--language", "en", "--sheets", str(tmp_path))
    talk.answer("Is it so? Type yes:", "yes")

    assert talk.ends() == 1
    assert "is there already" in talk.plain
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["somebody's"]


def test_nothing_is_made_without_a_yes_or_into_a_file() -> None:
    talk = Talk("recovery", "make", "--language", "en")
    talk.answer("Is it so? Type yes:", "not yet")
    piped = amparo("recovery", "make", "--language", "en")

    assert talk.ends() == 1
    assert "Nothing was made." in talk.plain
    assert (piped.returncode, piped.stdout) == (1, "")
    assert "in a terminal" in piped.stderr


def test_the_ceremony_asks_for_no_setting_no_database_and_no_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(log=str(tmp_path / "log")), encoding="utf-8")
    new_sheets(PYTHONPATH=str(tmp_path), AMPARO_VAR=str(tmp_path / "var"))

    assert (tmp_path / "log").read_text(encoding="utf-8").split() == ["watching", "ended"]
    assert not (tmp_path / "var").exists()


def test_the_ceremony_speaks_spanish_and_takes_a_yes_without_its_accent() -> None:
    talk = Talk("recovery", "make", LC_ALL="es_US.UTF-8")
    talk.answer("sí:", "si")
    talk.answer("Hoja 1 de 5", "\x03")

    assert talk.ends() == 130
