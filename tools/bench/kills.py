"""One hundred kill -9 of worker and web, in turn, while 6,000 texts go out: none may be lost, one in two hundred doubled."""

import random
import time
from datetime import timedelta

import requests

from tools.bench import house
from tools.bench.rounds import Figures, goal

KILLS, TEXTS = 100, 6_000
WAIT_MS, IN_FLIGHT = 100, 16  # at the carrier: a batch takes several rounds, so that a kill meets requests under way
LONGEST_WAIT, LAST_WAIT = 20.0, 90.0
WEB = f"http://localhost:{house.WEB}"


def measure(*, kills: int = KILLS, texts: int = TEXTS) -> Figures:
    """Before each kill a share of the texts is written; the victim dies at a random moment after the first of them arrived.

    The web process takes texts when something is committed in it: a signed text comes in there, and its answer goes out too.
    """
    import django

    django.setup()
    from django.utils import timezone

    from amparo.messaging.enums import State
    from amparo.messaging.models import OutgoingMessage

    chance, share, met, started = random.Random(413), texts // kills, 0, time.monotonic()
    with house.House(
        "bench_kills", live=False, sink_wait_ms=WAIT_MS, settings={"AMPARO_CARRIER_IN_FLIGHT": str(IN_FLIGHT)}
    ) as home:
        for number in range(kills):
            victim = ("worker", "web0")[number % 2]
            if victim == "web0":
                house.wait_for(f"{WEB}/help/", home.processes["web0"])
            before, moment = int(house.seen()["count"]), timezone.now()
            _queue_texts(share, number * share)
            if victim == "web0":
                _text_in(number)
            house.until_seen(before + chance.randint(1, max(1, share // 3)), LONGEST_WAIT)
            time.sleep(chance.uniform(0, WAIT_MS / 1000))
            met += OutgoingMessage.objects.filter(state=State.IN_FLIGHT, claimed_at__gte=moment).exists()
            home.kill(victim)
            home.start(victim)
        killing = time.monotonic() - started
        _until_settled()
        sent = house.references()
    return _figures(sent, kills, met, killing, time.monotonic() - started - killing)


def _figures(sent: dict[str, int], kills: int, met: int, killing: float, settling: float) -> Figures:
    from amparo.messaging.models import OutgoingMessage

    rows = set(OutgoingMessage.objects.values_list("reference", flat=True))
    doubled = sum(times - 1 for times in sent.values())
    return {
        "kills": kills, "texts": len(rows), "killing_s": round(killing, 1), "until_all_is_settled_s": round(settling, 1),
        "kills_that_met_texts_in_flight": met, "goal_lost": goal(len(rows - set(sent)), 0), "doubled": doubled,
        "goal_doubled_percent": goal(100 * doubled / len(rows), 0.5),
    }  # fmt: skip


def _queue_texts(count: int, first: int) -> None:
    """Texts that differ in their words: a carrier's list cannot tell identical ones apart."""
    from amparo.core import clock
    from amparo.messaging.actions import Draft, queue_messages
    from amparo.messaging.enums import Lane

    until = clock.now() + timedelta(minutes=30)
    queue_messages(
        Draft("activation.ask", f"+1413555{number % 100 + 100:04}", "en", Lane.ACTIVATION, until,
              {"area": f"Corner {number}", "code": "A"})
        for number in range(first, first + count)
    )  # fmt: skip


def _text_in(number: int) -> None:
    """Somebody texts the house, through the web process that is about to die."""
    from django.conf import settings
    from twilio.request_validator import RequestValidator

    address = f"{WEB}/carrier/text/inbound/"
    form = {
        "MessageSid": f"SM{number:032x}", "From": f"+1508555{number % 100 + 100:04}", "To": settings.TEXT_NUMBER,
        "Body": "is anybody there?",
    }  # fmt: skip
    signature = RequestValidator(settings.CARRIER_TOKEN).compute_signature(address, form)
    requests.post(address, form, headers={"X-Twilio-Signature": signature}, timeout=10).raise_for_status()


def _until_settled() -> None:
    """Until no text waits or is in flight: what the dead had in hand was looked up at the carrier."""
    from amparo.messaging.enums import State
    from amparo.messaging.models import OutgoingMessage

    until = time.monotonic() + LAST_WAIT
    while OutgoingMessage.objects.filter(state__lt=State.HANDED_OVER).exists():
        if time.monotonic() > until:
            left = OutgoingMessage.objects.filter(state__lt=State.HANDED_OVER).count()
            raise RuntimeError(f"{left} texts are not settled after {LAST_WAIT:.0f} s")
        time.sleep(0.2)
