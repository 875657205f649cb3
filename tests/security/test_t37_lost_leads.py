"""T37: whoever could open the cases is dead, jailed or out of reach. Any three of five sheets bring all back; two nothing."""

import json
import time
from itertools import combinations
from pathlib import Path

import pytest

from amparo.audit.models import Entry
from amparo.cases.models import Story
from amparo.letterbox.models import Letter
from amparo.vault.models import Key, PersonKey, Wrap
from amparo.vault.selectors import keys_open_to
from amparo.vault.tests.factories import opened
from tests.opened import opened_with
from tests.recovering import Network, exported, lose_every_browser, network, on_the_house, with_new_keys
from tests.terminals import Talk, new_sheets, type_sheets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def ceremony() -> tuple[list[list[str]], str]:
    sheets, recipient, _talk = new_sheets()
    return sheets, recipient


@pytest.fixture
def lost(ceremony: tuple[list[list[str]], str]) -> Network:
    """A network that has lost every browser, and of its sheets none yet."""
    there = network(ceremony[1])
    lose_every_browser(there)
    return there


def test_t37_whichever_two_sheets_are_lost_every_case_opens(
    ceremony: tuple[list[list[str]], str], lost: Network, tmp_path: Path
) -> None:
    assert not PersonKey.objects.filter(retired_at=None).exists()
    export = exported(tmp_path / "export")

    for number, left in enumerate(combinations(ceremony[0], 3)):
        folder = tmp_path / f"opened-{number}"
        talk = Talk("recovery", "open", str(export), "--bodies", str(folder), "--language", "en")
        type_sheets(talk, list(left))
        assert talk.ends() == 0, talk.plain
        lines = [json.loads(line) for line in (folder / "opened.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {(line["row"], line["column"]): line["text"] for line in lines} == lost.words
    assert number == 9


def test_t37_with_three_sheets_lost_nothing_opens(
    ceremony: tuple[list[list[str]], str], lost: Network, tmp_path: Path
) -> None:
    export = exported(tmp_path / "export")
    talk = Talk("recovery", "open", str(export), "--bodies", str(tmp_path / "opened"), "--language", "en")
    type_sheets(talk, ceremony[0][3:])
    talk.hear("From word 1 on: ")
    talk.type(".")

    assert talk.ends() == 1
    assert "3 sheets are needed and 2 came. With fewer nothing opens, for nobody." in talk.plain
    assert not (tmp_path / "opened").exists()


def test_t37_people_with_new_keys_read_again_within_the_quarter_hour(
    ceremony: tuple[list[list[str]], str], lost: Network, tmp_path: Path
) -> None:
    ana, begun = with_new_keys(lost.ana), time.monotonic()
    assert keys_open_to(ana.person, [key.pk for key in lost.keys.values()]) == {}
    export = exported(tmp_path / "export")
    talk = Talk("recovery", "open", str(export), "--wraps", str(tmp_path / "back"), "--for", "ana", "--language", "en")
    talk.answer("The same? Type yes:", "yes")
    type_sheets(talk, ceremony[0][1:4])
    assert talk.ends() == 0, talk.plain
    code, said = on_the_house("import", str(tmp_path / "back"))

    assert (code, time.monotonic() - begun < 900) == (0, True), said
    for story in Story.objects.filter(case__seats__person_id=ana.person.pk).distinct():
        assert set(keys_open_to(ana.person, [story.key])) > {story.key}
        [wrap] = Wrap.objects.filter(key=story.key)
        inside = opened(wrap, ana.opens(wrap.to_key))
        assert opened_with(inside, story, "narrative") == lost.words[str(story.pk), "narrative"]
    [only_luz_had] = Letter.objects.all()
    assert opened_with(ana.opens(Key.objects.get(pk=only_luz_had.key)), only_luz_had, "story") == "what only Luz had"
    assert list(Entry.objects.filter(verb__startswith="recovery.").values_list("verb", "actor")) == [
        ("recovery.exported", ana.person.pk), ("recovery.imported", ana.person.pk),
    ]  # fmt: skip
