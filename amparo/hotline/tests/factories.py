"""Responders on duty, and the carrier's side of a call: every step goes through the signed webhooks."""

from datetime import timedelta

import time_machine
from django.http import HttpResponse
from django.utils import timezone

from amparo.core import clock
from amparo.governance.enums import Power
from amparo.governance.models import Body, Mandate
from amparo.hotline.models import Call, Leg
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, next_year, today
from amparo.rota.enums import Duty
from amparo.rota.models import ClockIn, Override
from amparo.training.models import Certificate, Course

CALLER = "+16175550190"


def empower(person: Person, *powers: Power) -> Person:
    body, _new = Body.objects.get_or_create(name="Hotline")
    for power in powers:
        Mandate.objects.create(body=body, person=person, power=power, starts_at=clock.ago(days=1))
    return person


def trained(person: Person) -> Person:
    course, _new = Course.objects.get_or_create(slug="hotline", defaults={"name": "hotline"})
    Certificate.objects.create(person=person, course=course, granted_on=today(), expires_on=next_year())
    return person


def on_rota(person: Person, duty: Duty = Duty.HOTLINE, *, hours: int = 8) -> Person:
    Override.objects.create(person=person, duty=duty, starts_at=clock.ago(hours=1), ends_at=clock.ahead(hours=hours))
    return person


def make_responder(*speaks: str, language: str = "en", **fields: object) -> Person:
    """Somebody who may answer, has a shift and is clocked in."""
    person = make_person(language=language, speaks=list(speaks) or [language], **fields)  # type: ignore[arg-type]
    on_rota(trained(empower(person, Power.ANSWER)))
    ClockIn.objects.create(person=person, duty=Duty.HOTLINE, until=clock.now() + timedelta(hours=8))
    return person


def make_backup(*speaks: str) -> Person:
    person = make_person(speaks=list(speaks) or ["en"])
    return on_rota(trained(empower(person, Power.ANSWER)), Duty.BACKUP)


def make_lead(language: str = "en") -> Person:
    return empower(make_person(language=language), Power.LEAD_HOTLINE)


def after(seconds: float) -> time_machine.travel:
    """The house so many seconds from now."""
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds))


def said(answer: HttpResponse) -> str:
    """The markup that the carrier got."""
    assert answer.status_code == 200
    return answer.content.decode()


class Caller:
    """Somebody with a phone who calls the hotline."""

    def __init__(self, number: str = CALLER) -> None:
        self.number, self.sid = number, wire.sid("CA")
        self.heard = said(wire.call(number, call_sid=self.sid))

    @property
    def call(self) -> Call:
        return Call.objects.get(call_sid=self.sid)

    def step(self, name: str, digits: str = "") -> str:
        self.heard = said(wire.step(self.call.token, name, call_sid=self.sid, digits=digits))
        return self.heard

    def chooses(self, language: str = "2", need: str = "3") -> "Caller":
        self.step("language", language)
        self.step("need", need)
        return self

    def waits(self) -> str:
        self.heard = said(wire.post(f"/carrier/voice/wait/{self.call.token}/queue/", {"CallSid": self.sid}))
        return self.heard

    def hangs_up(self) -> None:
        assert wire.post("/carrier/voice/ended/", {"CallSid": self.sid, "CallStatus": "completed"}).status_code == 204


class Phone:
    """A responder's phone that the hotline rings."""

    def __init__(self, leg: Leg) -> None:
        self.token, self.sid = leg.token, wire.sid("CA")

    @property
    def leg(self) -> Leg:
        return Leg.objects.get(token=self.token)

    def status(self, word: str) -> None:
        form = {"CallSid": self.sid, "CallStatus": word}
        assert wire.post(f"/carrier/voice/leg/{self.token}/", form).status_code == 204

    def answers(self) -> str:
        self.status("answered")
        return said(wire.step(self.token, "leg", call_sid=self.sid))

    def presses(self, digits: str, step: str = "key") -> str:
        return said(wire.step(self.token, step, call_sid=self.sid, digits=digits))

    def leaves_room(self, number: str = "9") -> None:
        room = self.leg.call.token
        form = {
            "ConferenceSid": "CF" + room, "StatusCallbackEvent": "participant-leave", "FriendlyName": room,
            "CallSid": self.sid, "SequenceNumber": number,
        }  # fmt: skip
        assert wire.post("/carrier/voice/room/", form).status_code == 204


def phones(call: Call) -> list[Phone]:
    """The phones of the newest wave."""
    newest = max([leg.wave for leg in call.legs.all()], default=0)
    return [Phone(leg) for leg in call.legs.filter(wave=newest).order_by("created_at", "pk")]
