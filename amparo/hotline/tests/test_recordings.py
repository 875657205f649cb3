"""The network's own voices: kept by whoever leads the hotline, played to callers, refused when they are no sound."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.hotline.tests.factories import CALLER, make_lead, make_responder
from amparo.hotline.tests.test_desk_pages import signed_in
from amparo.messaging.models import Prompt
from amparo.messaging.prompts import placeholder
from amparo.messaging.tests import wire
from amparo.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Person:
    return make_lead()


def upload(person: Person, audio: bytes, *, slot: str = "greeting", language: str = "es") -> HttpResponse:
    address = reverse("hotline:recording", args=[slot, language])
    answer: HttpResponse = signed_in(person).post(address, {"audio": SimpleUploadedFile("a.wav", audio)}, follow=True)  # type: ignore[assignment]
    return answer


def test_a_recording_is_played_to_callers_in_place_of_the_words(lead: Person) -> None:
    upload(lead, placeholder())

    document = ElementTree.fromstring(wire.call(CALLER, call_sid=wire.sid("CA")).content)
    played = [each.text or "" for each in document.iter("Play")]
    said = " ".join(each.text or "" for each in document.iter("Say"))
    fetched = Client().get(reverse("messaging:prompt", args=["greeting", "es"]))

    assert any("greeting.es.wav" in each for each in played)
    assert "oprima 2" not in said
    assert fetched.content == placeholder()
    assert Entry.objects.filter(verb="prompt.recorded").count() == 1


def test_another_recording_replaces_the_first_and_removing_it_brings_the_words_back(lead: Person) -> None:
    upload(lead, placeholder())
    upload(lead, b"ID3" + b"\0" * 400)
    kept = list(Prompt.objects.values_list("kind", flat=True))

    signed_in(lead).post(reverse("hotline:recording_removal", args=["greeting", "es"]))

    assert kept == ["audio/mpeg"]
    assert not Prompt.objects.exists()


@pytest.mark.parametrize("audio", [b"", b"<html>", b"RIFF....AVI ", b"ID3" + b"\0" * 2_000_001])
def test_what_is_no_sound_or_too_large_changes_nothing_and_says_so(lead: Person, audio: bytes) -> None:
    answer = upload(lead, audio)

    assert "no WAV or MP3" in answer.content.decode()
    assert not Prompt.objects.exists()


def test_a_sentence_that_changes_from_call_to_call_cannot_be_recorded(lead: Person) -> None:
    answer = upload(lead, placeholder(), slot="position")

    assert answer.status_code == 404
    assert not Prompt.objects.exists()


@pytest.mark.parametrize("name", ["recordings", "recording", "recording_removal"])
def test_only_whoever_leads_the_hotline_comes_in(name: str) -> None:
    responder = make_responder("es")
    address = reverse(f"hotline:{name}", args=[] if name == "recordings" else ["greeting", "es"])

    answer = signed_in(responder).get(address) if name == "recordings" else signed_in(responder).post(address)

    assert answer.status_code == 404


def test_the_page_shows_every_sentence_of_a_language(lead: Person) -> None:
    page = signed_in(lead).get(reverse("hotline:recordings"), {"language": "ht"}).content.decode()

    assert "Pou kreyòl, peze 4" in page
    assert "French voice" in page


@pytest.mark.parametrize("reads", ["en", "es", "ht"])
def test_a_recording_is_kept_for_the_language_of_its_words_whatever_the_reader_speaks(lead: Person, reads: str) -> None:
    client = signed_in(lead)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = reads
    page = client.get(reverse("hotline:recordings"), {"language": "pt-BR"}).content.decode()

    assert reverse("hotline:recording", args=["greeting", "pt-BR"]) in page
    assert reverse("hotline:recording", args=["greeting", reads]) not in page
    assert '<p id="words-greeting" lang="pt-BR">' in page
