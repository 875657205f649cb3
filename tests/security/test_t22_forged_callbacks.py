"""T22: of ten thousand forged callbacks none gets in, and a true one that is sent again changes nothing."""

import random
from collections import Counter

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve
from django.utils.http import urlencode
from twilio.request_validator import RequestValidator

from amparo.audit.models import Entry
from amparo.hotline.models import Call
from amparo.messaging.models import CallOrder, InboundText, OptOut, OutgoingMessage, ProviderEvent
from amparo.messaging.tests import wire
from amparo.people.tests.factories import make_person, number_of

pytestmark = pytest.mark.django_db
FORGED = 10_000
TRUE = {
    "/carrier/text/inbound/": {"MessageSid": "SM" + "1" * 32, "From": "+14135550142", "To": "+14135550101", "Body": "going"},
    "/carrier/voice/inbound/": {"CallSid": "CA" + "2" * 32, "From": "+14135550142", "To": "+14135550100"},
    "/carrier/text/status/abcdef/": {"MessageSid": "SM" + "3" * 32, "MessageStatus": "delivered"},
    "/carrier/voice/ended/": {"CallSid": "CA" + "2" * 32, "CallStatus": "completed"},
}  # fmt: skip


def signature(path: str, form: dict[str, str], key: str = "") -> str:
    return str(RequestValidator(key or settings.CARRIER_TOKEN).compute_signature(settings.PUBLIC_URL + path, form))


def bend(words: str, chance: random.Random) -> str:
    """One letter of these words is another, is missing, or is there twice."""
    at, how = chance.randrange(len(words)), chance.randrange(3)
    if how == 0:
        other = chance.choice([letter for letter in "ABCxyz019+/=%\0é" if letter != words[at]])
        return words[:at] + other + words[at + 1 :]
    return words[:at] + words[at + 1 :] if how == 1 else words[:at] + words[at] + words[at:]


def forge(chance: random.Random) -> tuple[str, str, str, str | None]:
    """A true callback with one thing wrong: its path, query, body, a value of its form, the signature, the key."""
    path, form = chance.choice(list(TRUE.items()))
    true, body = signature(path, form), urlencode(form)
    kind = chance.choice(["signature", "value", "name", "body", "query", "key", "none", "case", "more", "path"])
    if kind == "signature":
        return path, body, wire.FORM, bend(true, chance)
    if kind == "value":
        name = chance.choice(list(form))
        return path, urlencode({**form, name: bend(form[name], chance)}), wire.FORM, true
    if kind == "name":
        name = chance.choice(list(form))
        return (
            path,
            urlencode({(bend(key, chance) if key == name else key): form[key] for key in form}),
            wire.FORM,
            true,
        )
    if kind == "body":
        return path, body, chance.choice(["application/json", "text/plain", "multipart/form-data; boundary=x"]), true
    if kind == "query":
        return f"{path}?{chance.choice('abc')}={chance.randrange(99)}", body, wire.FORM, true
    if kind == "key":
        return path, body, wire.FORM, signature(path, form, bend(settings.CARRIER_TOKEN, chance))
    if kind == "none":
        return path, body, wire.FORM, None
    if kind == "case":
        return path, body, wire.FORM, true.swapcase()
    if kind == "more":
        return path, body + "&" + urlencode({f"Extra{chance.randrange(99)}": "1"}), wire.FORM, true
    other = chance.choice([each for each in TRUE if each != path])
    return other, body, wire.FORM, true


def stored() -> Counter[str]:
    models = (InboundText, ProviderEvent, OptOut, OutgoingMessage, CallOrder, Call, Entry)
    return Counter({model.__name__: model.objects.count() for model in models})


def knock(path: str, body: str, kind: str, signed_as: str | None) -> int:
    """What the door itself answers, without the way there."""
    headers = {} if signed_as is None else {"X-Twilio-Signature": signed_as}
    request = RequestFactory(headers=headers).post(path, body, content_type=kind)
    found = resolve(request.path_info)
    return int(found.func(request, *found.args, **found.kwargs).status_code)


def test_t22_of_ten_thousand_forged_callbacks_none_gets_in() -> None:
    seed = 22
    chance, before = random.Random(seed), stored()

    for number in range(FORGED):
        forged = forge(chance)
        assert knock(*forged) == 403, (seed, number, forged)

    assert stored() == before
    for path, form in TRUE.items():
        assert knock(path, urlencode(form), wire.FORM, signature(path, form)) in {200, 204}, "true ones do get in"


def test_t22_a_true_callback_that_is_sent_again_has_no_second_effect() -> None:
    ana = make_person()
    form = {"MessageSid": "SM" + "7" * 32, "From": number_of(ana), "To": settings.TEXT_NUMBER, "Body": "STOP"}
    call = {"CallSid": "CA" + "8" * 32, "From": number_of(ana), "To": settings.HOTLINE_NUMBER}

    def send() -> list[int]:
        texted, called = wire.post("/carrier/text/inbound/", form), wire.post("/carrier/voice/inbound/", call)
        return [texted.status_code, called.status_code]

    first, after_first = send(), stored()
    again = [send() for _n in range(5)]

    assert [first, *again] == [[200, 200]] * 6
    assert stored() == after_first
    assert (InboundText.objects.count(), OptOut.objects.count(), Call.objects.count()) == (1, 1, 1)
