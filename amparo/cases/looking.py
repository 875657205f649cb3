"""The house looks after sealed files without opening them: rows and bytes belong together, and no byte changed."""

from amparo.cases import store
from amparo.cases.actions.files import note_broken, note_whole
from amparo.cases.models import SealedFile
from amparo.core.sabotage import sabotaged


def sweep() -> int:
    """Set aside files whose row is gone (with its case, or because it never came whole); how many are gone for good.

    The list is read before the rows are asked for: a row is always older than its first byte.
    """
    there = set(store.names())
    rows = set(SealedFile.objects.filter(pk__in=there).values_list("pk", flat=True))
    for id in there & rows:
        store.bring_back(id)
    return sum(store.set_aside(id) for id in there - rows)


def is_whole(file: SealedFile) -> bool:
    """Whether the closed bytes are those that were kept: none missing, none more, none changed, and not another file's."""
    if sabotaged("T26"):
        return True
    return store.measure(file.pk) == store.Measured(file.size, file.digest)


def look_at_all() -> int:
    """Read every file through; how many are not whole."""
    broken = 0
    for file in SealedFile.objects.exclude(finished_at=None).select_related("case").iterator(100):
        if is_whole(file):
            note_whole(file)
        else:
            broken += 1
            note_broken(file)
    return broken


def without_bytes() -> int:
    """How many files have a row that says they came whole, and nothing on the disk."""
    return len(set(SealedFile.objects.exclude(finished_at=None).values_list("pk", flat=True)) - set(store.names()))


def left_over() -> int:
    """How many files without a row lie there longer than the worker lets them."""
    there = {id for id in store.names() if store.age_of(id) > 2 * store.DAY}
    return len(there - set(SealedFile.objects.filter(pk__in=there).values_list("pk", flat=True)))
