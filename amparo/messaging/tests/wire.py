"""The carrier's side of the wire, for tests: signed callbacks through the real addresses."""

from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils.http import urlencode
from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded"


def post(path: str, form: dict[str, str], *, token: str | None = None) -> HttpResponse:
    """Post a callback as the carrier would, signed over the public address."""
    signature = RequestValidator(token or settings.CARRIER_TOKEN).compute_signature(settings.PUBLIC_URL + path, form)
    answer: HttpResponse = Client().post(  # type: ignore[assignment]
        path, urlencode(form), content_type=FORM, headers={"X-Twilio-Signature": signature}
    )
    return answer


def sid(kind: str = "SM") -> str:
    return kind + uuid4().hex


def text(sender: str, body: str, *, message: str | None = None) -> HttpResponse:
    """Somebody texts us."""
    form = {"MessageSid": message or sid(), "From": sender, "To": settings.TEXT_NUMBER, "Body": body}
    return post("/carrier/text/inbound/", form)


def call(number: str, *, call_sid: str) -> HttpResponse:
    """Somebody calls the hotline."""
    return post("/carrier/voice/inbound/", {"CallSid": call_sid, "From": number, "To": settings.HOTLINE_NUMBER})


def step(token: str, name: str, *, call_sid: str, digits: str = "") -> HttpResponse:
    """A call asks what comes next."""
    return post(f"/carrier/voice/step/{token}/{name}/", {"CallSid": call_sid, "Digits": digits})
