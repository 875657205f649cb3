"""Every page has a "?" that leads to the help of its room, and the help names the words that really stand on the pages."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from amparo.core.phrases import ROOMS_WITH_HELP
from tests.furnished import furnished
from tools.translations import read

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def words_of(language: str) -> set[str]:
    """Every word that a page can show in this language."""
    mine = {"en": "es", "pt-br": "pt_BR"}.get(language, language)
    found: set[str] = set()
    for message in read(mine):
        words = message.id if language == "en" else message.string
        found |= set(words) if isinstance(words, tuple | list) else {str(words)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS_WITH_HELP)
def test_the_help_of_a_room_says_what_stands_on_its_pages(client: Client, room: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(f"/help/{room}/")

    page = answer.content.decode()
    steps = page.split('<ol class="steps">')[1].split("</ol>")[0]
    named = [unescape(each) for each in re.findall(r"<strong>(.*?)</strong>", steps)]
    assert (answer.status_code, steps.count("<li>") >= 3 or room == "audit", "*" in steps) == (200, True, False)
    assert not set(named) - words_of(language)


@pytest.mark.parametrize(
    ("slug", "address", "room"),
    [
        ("hotline", "/hotline/", "hotline"), ("dispatcher", "/response/", "response"), ("coordinator", "/people/", "people"),
        ("responder", "/people/me/", "people"), ("coordinator", "/rota/", "rota"), ("coordinator", "/governance/", "governance"),
        ("coordinator", "/training/roster/", "training"),
        ("coordinator", "/cases/", "cases"), ("coordinator", "/vault/me/", "vault"), ("technology", "/messages/", "outbox"),
        ("technology", "/people/audit/", "audit"), ("responder", "/account/2fa/", "account"),
    ],
)  # fmt: skip
def test_the_help_link_of_a_page_leads_to_its_room(client: Client, slug: str, address: str, room: str) -> None:
    furnished()
    client.post(f"/demo/login/{slug}/")

    page = client.get(address).content.decode()

    assert page.count(f'href="/help/{room}/"') == 2


def test_a_page_without_a_room_leads_to_the_general_help_and_an_unknown_room_has_none(client: Client) -> None:
    assert 'href="/help/"' in client.get("/help/").content.decode()
    assert client.get("/help/nothing/").status_code == 404
