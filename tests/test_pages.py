"""The pages that stand by themselves, asked by a stranger and by somebody of the demo."""

import pytest
from django.test import Client

from amparo.demo.seed import seed

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_login_and_learns_nothing(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/")


@pytest.mark.parametrize(
    "address", ["/help/", "/demo/", "/style/", "/account/login/", "/nothing/", "/people/welcome/x/"]
)
def test_an_open_page_is_complete_strict_and_not_kept(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code in {200, 302, 404}
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Nothing was changed"), ("es", "No se cambió nada"), ("pt-br", "Nada foi mudado"), ("ht", "Anyen pa chanje"),
])  # fmt: skip
def test_a_form_of_ten_megabytes_and_one_without_its_token_are_refused_in_words(language: str, words: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = language
    client.get("/account/login/")

    large = client.post("/account/login/", {"login": "x" * 10_000_000})
    stale = client.post("/account/login/", {"login": "ana"})

    assert (large.status_code, stale.status_code) == (400, 403)
    assert words in large.content.decode()
    assert "<h1>" in stale.content.decode()


def test_the_session_cookie_is_for_this_house_alone(client: Client) -> None:
    seed()
    client.post("/demo/login/dispatcher/")
    cookie = client.cookies["session"]

    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_somebody_of_the_demo_reaches_the_first_page(client: Client) -> None:
    seed()
    client.post("/demo/login/dispatcher/")

    assert client.get("/").status_code == 200


def test_the_language_is_changed_with_one_press_and_stays(client: Client) -> None:
    client.post("/language/", {"language": "es", "next": "/help/"})

    assert client.get("/help/").headers["Content-Language"] == "es"


def test_a_page_that_does_not_exist_says_so_kindly(client: Client) -> None:
    answer = client.get("/nothing-here/")

    assert answer.status_code in {302, 404}
