import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from pytest_django import Settings

from amparo.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client: Client) -> Person:
    ana = Person.objects.create_user("ana", "a long enough phrase", display_name="Ana")
    client.force_login(ana)
    return ana


def test_a_password_alone_leads_to_the_page_that_sets_up_a_second_factor(client: Client, ana: Person) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert client.get("/account/2fa/").status_code == 200


def test_with_a_second_factor_the_house_opens_and_its_secret_is_not_readable(client: Client, ana: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(ana, secret)

    assert client.get("/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert secret not in str(cursor.fetchone())
    assert Authenticator.objects.get(user=ana).wrap().validate_code("000000") is False


def test_the_mark_of_the_demo_opens_nothing_in_production(client: Client, ana: Person, settings: Settings) -> None:
    session = client.session
    session["demo"] = True
    session.save()

    assert client.get("/").status_code == 200
    settings.MODE = "production"
    assert client.get("/").status_code == 302
