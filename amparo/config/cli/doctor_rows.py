"""What the doctor reads in the database: places, the worker's beat, the audit's chain, gaps of the line, silent responders."""

from collections.abc import Callable

from amparo.config.cli.doctor import Finding, house_runs

MOST_SILENT = 0.2


def places() -> Finding:
    from amparo.geo.models import Town

    return Finding("towns", Town.objects.exists(), "run: amparo import FOLDER")


def somebody_runs_it() -> Finding:
    from amparo.governance.access import people_who_may
    from amparo.governance.enums import Power

    mend = "run: amparo invite NAME --power house.run --power people.manage"
    return Finding("somebody who runs the house", people_who_may(Power.RUN_HOUSE).exists(), mend)


def worker() -> Finding:
    """Only a house that runs has a worker that beats."""
    from amparo.core import clock
    from amparo.core.models import Heartbeat

    late = clock.ago(seconds=60 * clock.pace().speed)
    well = not house_runs() or Heartbeat.objects.filter(name="worker", at__gt=late).exists()
    return Finding("worker", well, "nothing has happened on time for a minute: start the house again with amparo up")


def database_clock() -> Finding:
    from django.db import connection
    from django.utils import timezone

    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [theirs] = cursor.fetchone()
    apart = abs((theirs - before).total_seconds())
    mend = f"this machine and the database are {apart:.0f} s apart: set both clocks from the network (NTP)"
    return Finding("clock", apart < 5, mend)


def audit_chain() -> Finding:
    from amparo.audit.chain import verify_chain

    faults = verify_chain().faults
    if not house_runs():  # without a worker nobody links the newest entries
        faults = [fault for fault in faults if "wait for their link" not in fault]
    said = faults[0] if faults else ""
    return Finding("audit", not faults, f"{said}: change nothing, run amparo audit verify and tell the committee")


def line_ahead() -> Finding:
    from amparo.core import clock
    from amparo.rota.enums import Duty
    from amparo.rota.selectors import gaps

    holes = gaps(Duty.HOTLINE, clock.now(), clock.ahead(days=1))
    hours = sum((end - start).total_seconds() for start, end in holes) / 3600
    return Finding("the line in the next 24 hours", not holes, f"nobody is on for {hours:.1f} hours: fill the rota")


def silent_responders() -> Finding:
    from django.utils import timezone

    from amparo.core import clock
    from amparo.people.selectors import reach_of
    from amparo.training.selectors import trained

    people = list(trained(timezone.localdate(clock.now())))
    silent = sum("opted_out" in trouble for trouble in reach_of(people, clock.now()).values())
    mend = f"{silent} of {len(people)} trained people texted STOP: call them and ask why"
    return Finding("responders reached by text", silent <= len(people) * MOST_SILENT, mend)


def carrier_takes_texts() -> Finding:
    from amparo.messaging.selectors import carrier_trouble

    trouble = carrier_trouble()
    said = trouble.said if trouble else ""
    return Finding(
        "carrier takes texts", trouble is None, f"it says {said!r}: check AMPARO_CARRIER_URL, account and token"
    )


def copies_at_carrier() -> Finding:
    """How many texts and spoken messages still lie at the carrier an hour after they came home."""
    from amparo.core import clock
    from amparo.hotline.selectors.desk import sounds_at_carrier
    from amparo.messaging.selectors import copies_at_carrier

    hour = clock.ago(hours=1)
    count = copies_at_carrier(hour) + sounds_at_carrier(hour)
    mend = f"{count} still lie there after an hour: check the carrier's account, delete them on its page"
    return Finding("nothing is left at the carrier", not count, mend)


def spool() -> Finding:
    from amparo.messaging.arriving import spool

    aside, waiting = len(spool().set_aside()), len(spool().waiting())
    mend = (
        f"{aside} texts could not be taken: look at them in {spool().folder} with whoever maintains the code"
        if aside
        else f"{waiting} texts wait: mend the database or the worker above"
    )
    return Finding("no text waits on the disk", not aside and not waiting, mend)


def keys_hang_on_several() -> Finding:
    """Two people at least open each living key, and so do the recovery sheets."""
    from amparo.vault.bus_factor import mend_of, thin_keys

    thin = thin_keys()
    return Finding("two people and the sheets open every key", not thin, mend_of(thin))


def sealed_files() -> Finding:
    """Rows and bytes of photos and documents belong together, and each was found whole when it was last read through."""
    from django.conf import settings

    from amparo.cases.looking import left_over, without_bytes
    from amparo.cases.models import SealedFile

    lost, over = without_bytes(), left_over()
    changed = SealedFile.objects.exclude(broken_at=None).count()
    mend = (
        f"{lost} are missing and {changed} changed: restore them from a backup of {settings.SEALED}"
        if lost or changed
        else f"{over} have no row: the worker takes them away within two days; if it does not, start the house again"
    )
    return Finding("photos and documents", not (lost or changed or over), mend)


CHECKS: tuple[Callable[[], Finding], ...] = (
    places, somebody_runs_it, worker, database_clock, audit_chain, line_ahead, silent_responders, carrier_takes_texts,
    copies_at_carrier, spool, keys_hang_on_several, sealed_files,
)  # fmt: skip
