"""One thousand races each for one call, one report and one place in a quota: real threads, real PostgreSQL, one winner each."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tools.bench.rounds import Figures, goal

RACES, PROCESSES = 1_000, 2
LEGS, HANDS, PLACES = 10, 2, 4  # who press 1; who file or move one report; who answer for the last place
SLOWEST = 30.0


class Racers:
    """Threads that begin each race together, each on a connection of its own."""

    def __init__(self, count: int) -> None:
        self.pool, self.gate = ThreadPoolExecutor(count), threading.Barrier(count)

    def at_once(self, works: Sequence[Callable[[], object]]) -> list[object]:
        """What each returned, or the refusal that it got. A deadlock is no way to lose: it is raised."""
        got = list(self.pool.map(self._run, works))
        for each in got:
            if isinstance(each, Exception) and type(each).__module__.startswith("django"):
                raise each
        return got

    def _run(self, work: Callable[[], object]) -> object:
        from django.db import DatabaseError, connection

        from amparo.hotline.errors import CallAlreadyClaimed
        from amparo.response.errors import MoveNotAllowed

        connection.ensure_connection()
        self.gate.wait(SLOWEST)
        try:
            return work()
        except (CallAlreadyClaimed, MoveNotAllowed, DatabaseError) as refusal:
            return refusal

    def end(self) -> None:
        list(self.pool.map(self._close, range(self.gate.parties)))
        self.pool.shutdown()

    def _close(self, _number: int) -> None:
        from django.db import connections

        self.gate.wait(SLOWEST)  # so that each thread closes its own
        connections.close_all()


@dataclass
class Cast:
    """Who takes part in the races of one process; nobody is in two of them."""

    people: list[Any]


def race_for_a_call(cast: Cast, racers: Racers) -> bool:
    """Ten phones that were picked up press 1 for the same caller. Whether exactly one got the call."""
    from amparo.core import clock
    from amparo.hotline.actions.legs import claim_call
    from amparo.hotline.enums import CallState, LegEnd, LegState, Tier
    from amparo.hotline.models import Call, Leg
    from amparo.messaging.models import CallOrder

    call = Call.objects.create(call_sid=f"CA{uuid4().hex}", state=CallState.WAITING, decide_at=clock.now())
    legs = Leg.objects.bulk_create(
        Leg(call=call, person=person, language="en", tier=Tier.SPEAKS_IT, wave=1, state=LegState.ANSWERED,
            call_sid=f"CA{uuid4().hex}")
        for person in cast.people[:LEGS]
    )  # fmt: skip
    got = racers.at_once([lambda leg=leg: claim_call(leg, by=leg.person) for leg in legs])  # type: ignore[misc]
    call.refresh_from_db()
    winners = [leg.person_id for leg, won in zip(legs, got, strict=True) if isinstance(won, Call)]
    talking = list(call.legs.filter(state=LegState.TALKING).values_list("person", flat=True))
    told = CallOrder.objects.filter(about=call.pk, step="told").count()
    lost = call.legs.filter(end=LegEnd.LOST).count()
    return len(winners) == 1 and winners == talking == [call.claimed_by_id] and told == lost == LEGS - 1


def _file(origin: Any, by: Any) -> Any:
    from amparo.core import clock
    from amparo.response.actions.reports import file_report

    return file_report(
        origin, by=by, kind="street", town="Holyoke", area="High Street", lat=42.2042, lon=-72.6162, precision_m=80,
        place="", observed_at=clock.now(), language="es", sighting={}, visit_allowed=None,
    )  # fmt: skip


def race_to_file(cast: Cast, racers: Racers) -> bool:
    """Two press "send" for the same call. Whether there is one report with one source."""
    from amparo.response.models import Report, Source

    origin = uuid4()
    got = racers.at_once([lambda by=by: _file(origin, by) for by in cast.people[:HANDS]])  # type: ignore[misc]
    same = {row.pk for row in got if isinstance(row, Report)} == {Report.objects.get(origin=origin).pk}
    return same and all(isinstance(row, Report) for row in got) and Source.objects.filter(origin=origin).count() == 1


def race_to_move(cast: Cast, racers: Racers) -> bool:
    """Two say different things about the same report. Whether it was moved once, to what the winner said."""
    from amparo.response.actions.reports import move_report
    from amparo.response.models import Report, ReportMove

    report = _file(uuid4(), cast.people[-1])
    copies = [Report.objects.get(pk=report.pk) for _n in range(HANDS)]
    words = ("false_alarm", "could_not_verify")
    got = racers.at_once([
        lambda row=row, to=to, by=by: move_report(row, to=to, basis="looked", by=by)  # type: ignore[misc]
        for row, to, by in zip(copies, words, cast.people, strict=False)
    ])  # fmt: skip
    moves = [move for move in got if isinstance(move, ReportMove)]
    report.refresh_from_db()
    return len(moves) == 1 == report.moves.count() and bool(report.state == moves[0].after)


def race_for_a_place(cast: Cast, racers: Racers) -> bool:
    """Four answer "I am going" when one is missing. Whether one goes, and the others heard "enough, thank you"."""
    from amparo.messaging.models import OutgoingMessage
    from amparo.replies.engine import Got, Reply
    from amparo.response.actions.answers import Heard, record_answer
    from amparo.response.models import Activation, Ask, Quota

    report = _file(uuid4(), cast.people[-1])
    activation = Activation.objects.create(report=report, purpose="send", letter="A")
    Quota.objects.create(activation=activation, role="observer", wanted=1)
    asks = Ask.objects.bulk_create(
        Ask(activation=activation, person=person, role="observer", wave=1, distance_m=100)
        for person in cast.people[:PLACES]
    )
    racers.at_once([
        lambda ask=ask: record_answer(ask, heard=Heard(Reply(Got.GOING), origin=uuid4()), by=None)  # type: ignore[misc]
        for ask in asks
    ])  # fmt: skip
    states = sorted(activation.asks.values_list("state", flat=True))
    texts = OutgoingMessage.objects.filter(about=activation.pk, template="activation.going").count()
    return states == ["covered"] * (PLACES - 1) + ["going"] and texts == 1


KINDS: dict[str, tuple[Callable[[Cast, Racers], bool], int]] = {
    "one_call": (race_for_a_call, LEGS), "one_report_filed": (race_to_file, HANDS),
    "one_report_moved": (race_to_move, HANDS), "one_place_in_a_quota": (race_for_a_place, PLACES),
}  # fmt: skip


def run(kind: str, part: int, races: int) -> int:
    """How many of these races had not exactly one winner; in a process of its own."""
    import django

    django.setup()
    from amparo.people.models import ContactOwner, Person

    work, hands = KINDS[kind]
    with_phone = Person.objects.filter(pk__in=ContactOwner.objects.values("person")).order_by("username")
    racers = Racers(hands)
    try:
        cast = Cast(list(with_phone[part * 20 : part * 20 + 20]))
        return sum(not _holds(work, cast, racers) for _race in range(races))
    finally:
        racers.end()


def _holds(work: Callable[[Cast, Racers], bool], cast: Cast, racers: Racers) -> bool:
    from django.db import DatabaseError

    from amparo.hotline.enums import LegState
    from amparo.hotline.models import Leg

    try:
        return work(cast, racers)
    except DatabaseError:
        return False
    finally:
        Leg.objects.filter(person__in=cast.people, state__lt=LegState.ENDED).update(
            state=LegState.ENDED
        )  # they race again


def measure(*, races: int = RACES) -> Figures:
    """Two processes at a time, so that transactions also meet across processes."""
    figures: Figures = {}
    parts, share = range(PROCESSES), races // PROCESSES
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as processes:
        for kind, (_work, hands) in KINDS.items():
            started = time.monotonic()
            wrong = sum(processes.map(run, [kind] * PROCESSES, parts, [share] * PROCESSES))
            figures[kind] = {
                "races": share * PROCESSES, "who_race": hands, "seconds": round(time.monotonic() - started, 1),
                "goal_without_one_winner": goal(wrong, 0),
            }  # fmt: skip
    return figures
