"""What the doctor looks at so that nothing is kept longer, and no key is lost: the clock, the round, the shred epochs."""

from collections.abc import Callable
from pathlib import Path

from amparo.config.cli.doctor import Finding, house_runs


def clock_believed() -> Finding:
    from amparo.keeping.models import ClockSeen

    doubted = ClockSeen.objects.exclude(wrong_since=None).exists()
    return Finding("clock of removal", not doubted, "nothing is removed: look at the clock, then open /keeping/")


def removal_runs() -> Finding:
    """Only a house that runs removes what is over."""
    from amparo.core import clock
    from amparo.keeping.models import ClockSeen

    late = clock.ago(hours=3)
    well = not house_runs() or not ClockSeen.objects.filter(wrong_since=None, at__lt=late).exists()
    return Finding("what is over is removed", well, "no round for three hours: start the house again with amparo up")


def epochs_apart() -> Finding:
    """The keys of the epochs lie outside the database's folder, closed to everybody else."""
    from django.conf import settings
    from django.db import connection

    folder = Path(settings.EPOCHS).resolve()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
        )  # told to the server's owner only
        told = cursor.fetchone()
    data = Path(told[0]).resolve() if told and told[0] else None
    inside = data is not None and folder.is_relative_to(data)
    open_to_others = folder.exists() and any(each.stat().st_mode & 0o077 for each in folder.rglob("*.key"))
    mend = (
        f"set AMPARO_EPOCHS to a folder outside {data}, and outside every backup" if inside else "chmod 600 its files"
    )
    return Finding("keys of the shred epochs", not inside and not open_to_others, mend)


def epochs_whole() -> Finding:
    """Every living wrap has its epoch's key, and old epochs are destroyed."""
    from datetime import timedelta

    from django.conf import settings

    from amparo.vault.enums import Shreds
    from amparo.vault.epochs import key_file, this_week, weeks_kept
    from amparo.vault.models import Wrap

    used = Wrap.objects.values_list("shreds", "week").distinct()
    lost = sum(not key_file(Shreds(shreds), week).exists() for shreds, week in used)
    oldest = this_week() - timedelta(days=14 + settings.SHRED_AFTER_DAYS)
    stuck = sum(week < oldest for shreds in Shreds for week in weeks_kept(shreds))
    mend = f"{stuck} old weekly keys stand still: start the worker, and read its log" if not lost else (
        f"{lost} weekly keys are missing: what lies under them opens for nobody; bring back {settings.EPOCHS} from its disk"
    )  # fmt: skip
    return Finding("shred epochs", not lost and not stuck, mend)


CHECKS: tuple[Callable[[], Finding], ...] = (clock_believed, removal_runs, epochs_apart, epochs_whole)
