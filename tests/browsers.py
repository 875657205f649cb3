"""A reader in a browser of their own: a width, a light, a language, and signed in when they are somebody."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from amparo.people.models import Person


def opened(chromium: Browser, width: int, light: str = "light", language: str = "en-US") -> BrowserContext:
    """A fresh context; close it when the test is done."""
    return chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=light, locale=language)  # type: ignore[arg-type]


def sign_in(context: BrowserContext, person: Person, url: str) -> None:
    """Give this context the session of a person, as the demo's one click does."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["demo"] = True
    session.save()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
