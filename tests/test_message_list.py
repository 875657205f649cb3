"""Whoever looks after the messages reads what each text is about, never the name of a file or of a template."""

import re

import pytest
from django.conf import settings
from django.test import Client

from amparo.core import clock
from amparo.core.guarded import keyed_hash
from amparo.demo.seed import seed
from amparo.messaging.enums import Lane
from amparo.messaging.kinds import KINDS
from amparo.messaging.models import OutgoingMessage
from amparo.messaging.texts import TEXTS

pytestmark = pytest.mark.django_db


def test_every_text_has_words_for_what_it_is_about() -> None:
    assert set(KINDS) == {*TEXTS, "own words"}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_shows_no_name_of_a_template(client: Client, language: str) -> None:
    seed()
    OutgoingMessage.objects.all().delete()
    OutgoingMessage.objects.bulk_create(
        OutgoingMessage(
            to="+14135550142", index=keyed_hash("phone", name), template=name, language="es", body="x", lane=Lane.ACTIVATION,
            expires_at=clock.ahead(minutes=9),
        )
        for name in [*TEXTS, "own words", "gone.long_ago"]
    )  # fmt: skip
    client.post("/demo/login/technology/")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get("/messages/").content.decode()

    rows = page.split("data-rows>")[1].split("</ul>")[0]
    assert rows.count("<li") == len(TEXTS) + 2
    assert not re.findall(r"\b[a-z]+\.[a-z_]+\b", re.sub(r"<[^>]*>", " ", rows))
