"""The pages that stand by themselves, asked by a stranger and by somebody of the demo."""

import pytest
from django.test import Client

from amparo.demo.seed import seed

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_login_and_learns_nothing(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/")


@pytest.mark.parametrize("address", ["/help/", "/demo/", "/style/", "/account/login/"])
def test_an_open_page_is_complete_strict_and_not_kept(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


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
