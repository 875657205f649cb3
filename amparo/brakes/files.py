"""The files that are taken out: each line says who took it, who agreed, and when, so that a lost copy says whose it was."""

import csv
import io
from collections.abc import Iterable, Iterator

from amparo.audit.selectors import entries
from amparo.brakes.enums import Takes
from amparo.brakes.models import Export
from amparo.core import clock
from amparo.people.models import Person
from amparo.people.selectors import reach_of

Line = list[str]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file_of(export: Export) -> str:
    """The whole file, as a table that any office program opens, and none runs."""
    out = io.StringIO()
    writer = csv.writer(out)
    mark = mark_of(export)
    writer.writerow([mark])
    for number, line in enumerate(_people() if export.takes == Takes.PEOPLE else _audit()):
        writer.writerow([_harmless(cell) for cell in line] + [mark if number else "taken out by"])
    return out.getvalue()


def mark_of(export: Export) -> str:
    """Who took it, who agreed, when, and the number of the export in the audit."""
    by, agreed = export.asked_by, export.agreed_by
    when = f"{export.taken_at:%Y-%m-%d %H:%M UTC}" if export.taken_at else "not yet"
    return f"taken out by {by.username}, agreed by {agreed.username if agreed else 'nobody'}, {when}, {export.pk}"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _people() -> Iterator[Line]:
    yield ["name", "town", "language", "speaks", "reached"]
    people = list(Person.objects.filter(is_active=True).order_by("display_name", "username"))
    trouble = reach_of(people, clock.now())
    for each in people:
        yield [each.display_name, each.town, each.language, " ".join(each.speaks), " ".join(trouble[each.pk]) or "yes"]


def _audit() -> Iterable[Line]:
    yield ["moment", "who", "what", "kind", "of"]
    for each in entries().filter(created_at__gt=clock.ago(days=90)).iterator():
        yield [
            f"{each.created_at:%Y-%m-%d %H:%M:%S}",
            str(each.actor or ""),
            each.verb,
            each.subject_kind,
            each.subject,
        ]
