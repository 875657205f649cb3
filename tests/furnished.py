"""The demo's network in the middle of a night: one of everything that a page can show."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from amparo.cases import store
from amparo.cases.models import SealedFile
from amparo.core import clock
from amparo.demo.seed import seed
from amparo.governance.models import Body, Mandate
from amparo.hotline.enums import CallBackWhy, CallState
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.letterbox.actions import Seen, Story, take_letter
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import HOLYOKE
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.roster import refresh_roster
from amparo.response.models import Ask
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_report
from amparo.rota.enums import Duty
from amparo.rota.models import Override, Pattern
from amparo.training.models import Certificate
from tests.made_cases import make_case
from tests.made_files import Closed, evidence_key

CALLER = "+16175550190"


@dataclass(frozen=True)
class Furnished:
    """What stands in the house: the ids that addresses ask for, by the parameter and the words around it."""

    ids: dict[str, str]

    def fill(self, route: str) -> str:
        """The address of a route: each part that asks for an id gets that of something that exists."""
        for part in route.split("/"):
            if "<" in part:
                before = route.split(part)[0].rstrip("/").rsplit("/", 1)[-1]
                route = route.replace(part, self.ids.get(f"{before}/{part}") or self.ids[part], 1)
        return route


def furnished() -> Furnished:
    """Seed the network, let a call be talked about, a call-back wait, reports come in, and people be asked."""
    seed()
    cast = {person.username: person for person in Person.objects.exclude(username__startswith="member")}
    responder, dispatcher = cast["responder"], cast["dispatcher"]
    return Furnished({
        "<uuid:public_id>": str(responder.pk), "<slug:word>": "nothing", "<slug:key>": "nothing", "<str:link>": "nothing",
        "<slug:circle>": "hotline-triage", "notes/<uuid:id>": str(uuid4()), "ways-in/<uuid:id>": str(uuid4()),
        "<int:pk>": "1", "<slug:room>": "hotline", "<slug:slot>": "goodbye", "<str:language>": "es", "<slug:slug>": "responder",
        "<str:day>": timezone.localdate().isoformat(), "<slug:purpose>": "activation", "<slug:duty>": "hotline",
        "<uuid:number>": str(ContactPoint.objects.filter(owners=responder).values_list("pk", flat=True)[0]),
        "bodies/<uuid:public_id>": str(Body.objects.values_list("pk", flat=True)[0]),
        "mandates/<uuid:public_id>": str(Mandate.objects.filter(person=responder).values_list("pk", flat=True)[0]),
        "certificates/<uuid:public_id>": str(Certificate.objects.filter(person=responder).values_list("pk", flat=True)[0]),
        "people/<uuid:person>": str(responder.pk), "proposals/<uuid:id>": str(uuid4()), **_case(cast["coordinator"]),
        **_shifts(cast), **_hotline(cast["hotline"]), **_response(responder, dispatcher),
    })  # fmt: skip


def _case(rosa: Person) -> dict[str, str]:
    """A case that Rosa took on, with a photo."""
    case = make_case(names="Familia Muñoz", needs="Jueves a las nueve", team=[rosa])
    file = Closed(b"photo")
    store.append(file.id, file.bytes, at=0)
    key, there = evidence_key(case), store.measure(file.id)
    SealedFile.objects.create(
        id=file.id, case=case, key=key.pk, details=file.details(case, key), by=rosa, finished_at=clock.now(), size=there.size,
        digest=there.digest,
    )  # fmt: skip
    return {
        "cases/<uuid:id>": str(case.pk), "seats/<uuid:seat>": str(case.seats.values_list("pk", flat=True)[0]),
        "files/<uuid:file>": str(file.id),
    }  # fmt: skip


def _shifts(cast: dict[str, Person]) -> dict[str, str]:
    pattern = Pattern.objects.filter(person=cast["hotline"])[0]
    shift = Override.objects.create(
        person=cast["hotline"], duty=Duty.HOTLINE, starts_at=clock.ahead(hours=30), ends_at=clock.ahead(hours=34)
    )
    return {"patterns/<uuid:public_id>": str(pattern.pk), "shifts/<uuid:public_id>": str(shift.pk)}


def _hotline(who: Person) -> dict[str, str]:
    """A call that Marisol talks on and writes down, one that waits, and a call-back of hers with a spoken message."""
    call = Call.objects.create(
        call_sid=uuid4().hex, number=CALLER, state=CallState.TALKING, language="es", need="now", claimed_by=who,
        claimed_at=clock.now(),
    )  # fmt: skip
    Call.objects.create(call_sid=uuid4().hex, state=CallState.WAITING, language="es", waiting_since=clock.now())
    spoken = SpokenMessage.objects.create(call=call, recording_sid=uuid4().hex, seconds=9)
    item = CallBack.objects.create(
        origin=uuid4(), call=call, number=CALLER, index="x" * 32, language="es", why=CallBackWhy.MESSAGE, owner=who,
        due_at=clock.ahead(minutes=9), owned_at=clock.now(),
    )  # fmt: skip
    Intake.objects.create(origin=call.pk, by=who, town="Holyoke", branch="door", language="es", observed_at=clock.now())
    return {
        "calls/<uuid:id>": str(call.pk), "call-backs/<uuid:id>": str(item.pk), "messages/<uuid:id>": str(spoken.pk),
        "<uuid:origin>": str(call.pk), "stories/<uuid:id>": str(_letter()),
    }  # fmt: skip


def _letter() -> UUID:
    """Somebody wrote to us through the web."""
    seen = Seen("street", "Holyoke", "High Street", "140 High Street", *HOLYOKE, 50, clock.now(), "stopping cars", None)
    take_letter(letter := uuid4(), seen=seen, story=Story("Mi vecino"), language="es")
    return letter


def _response(reporter: Person, dispatcher: Person) -> dict[str, str]:
    """A confirmed report with people asked, gone, unsure and unable; a near one that nobody has looked at."""
    refresh_roster(None, reason="test")
    report = make_confirmed_report(reporter, dispatcher)
    other = make_report(reporter, area="Maple Street", observed_at=clock.now() - timedelta(minutes=3))
    activation = activate(report, purpose="send", wishes=[Wish("observer", 4)], radius_km=15, by=dispatcher)
    asks = list(Ask.objects.filter(activation=activation)[:3])
    for ask, got in zip(asks, (Got.GOING, Got.UNCLEAR, Got.CANNOT), strict=True):
        record_answer(ask, heard=Heard(Reply(got), "quizás"), by=None)
    return {
        "reports/<uuid:public_id>": str(report.pk), "<uuid:other_id>": str(other.pk),
        "activations/<uuid:public_id>": str(activation.pk), "asks/<uuid:public_id>": str(asks[0].pk),
        "answers/<uuid:public_id>": str(asks[1].answers.values_list("pk", flat=True)[0]),
        "alarms/<uuid:public_id>": str(uuid4()), "p/<str:link>": str(asks[0].link),
    }  # fmt: skip
