"""The public pages of who might want what is here and of what is not protected: whole, in four languages, without a script."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from amparo.vault.promises import GAPS, THREATS

pytestmark = pytest.mark.django_db
SAID = {
    "/threats/": [word for each in THREATS for word in (each.who, each.gets, each.gets_not)],
    "/not-protected/": [word for each in GAPS for word in (each.what, each.help)],
}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("address", SAID)
def test_the_page_says_all_of_it_to_everybody_and_needs_no_script(client: Client, address: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(address)

    html = answer.content.decode()
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    with translation.override(language):
        assert not [str(word) for word in SAID[address] if str(word) not in page]
    assert answer.status_code == 200
    assert "<script" not in html
    assert len(answer.content) < 30_000


def test_in_another_language_no_sentence_is_left_in_english() -> None:
    for language in ("es", "pt-br", "ht"):
        with translation.override(language):
            assert [word for words in SAID.values() for word in words if str(word) == _english(word)] == []


def _english(word: object) -> str:
    with translation.override("en"):
        return str(word)


def test_every_gap_of_the_specification_is_there() -> None:
    """SECURITY.md, 1: carrier records; times, counts and sizes; a screen; an altered server; copying; a phone; what was sent."""
    assert {"carrier", "counts", "screen", "altered", "copying", "phone", "sent"} <= {gap.name for gap in GAPS}


@pytest.mark.parametrize("address", ["/threats/", "/help/", "/account/login/", "/report/"])
def test_every_page_leads_there_from_its_foot(client: Client, address: str) -> None:
    foot = client.get(address).content.decode().split("<footer")[1]

    assert [link for link in ("/what-we-hold/", "/threats/", "/not-protected/") if f'href="{link}"' not in foot] == []
