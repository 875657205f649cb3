"""``amparo recovery export`` and ``import``: the two steps that run on the house itself, named by two people and audited."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.cases import store
from amparo.cases.models import SealedFile
from amparo.config.cli.main import CommandFailed
from amparo.config.cli.recovery_typing import sentence_of_export
from amparo.core import clock
from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.vault.actions.recovering import note_export, read_again
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Kind, Shreds
from amparo.vault.epochs import disclose
from amparo.vault.errors import NotACloseKey, NotAnEpoch, NotYetProven, Shredded
from amparo.vault.models import Key, PersonKey, Wrap
from amparo.vault.recovery.copy import (
    FILES,
    BadExport,
    Export,
    KeyCopy,
    Reader,
    RowCopy,
    WrapCopy,
    read_wraps,
    write_export,
)
from amparo.vault.sealing import place_of, sealed_models
from amparo.vault.selectors import is_proven


def export(folder: Path, *, by: str, second: str, files: bool) -> int:
    """Write what is closed into a new folder: keys without private halves, wraps without their epochs, sealed rows."""
    if folder.exists():
        raise CommandFailed(_("%(folder)s is there already. Name a folder that is not.") % {"folder": folder})
    who, beside = _two(by, second)
    copy = Export(
        network=settings.NETWORK_NAME, made_at=clock.now().isoformat(), people=(who.username, beside.username),
        readers=_readers(), keys=_keys(), wraps=_wraps(), rows=_rows(),
    )  # fmt: skip
    if not any(key.kind == Kind.RECOVERY for key in copy.keys.values()):
        raise CommandFailed(_("Nothing is closed to a recovery key: the circles were not founded."))
    note_export(who, second=beside, keys=len(copy.keys), wraps=len(copy.wraps))
    counts = write_export(folder, copy)
    if files:
        _copy_files(folder / FILES)
    keys, wraps, rows = counts.values()
    print(
        _("%(folder)s holds %(keys)d keys, %(wraps)d wraps and %(rows)d rows, all closed.")
        % {"folder": folder, "keys": keys, "wraps": wraps, "rows": rows}
    )
    print(_("Carry it to a machine without a network. There, with three sheets: amparo recovery open"))
    print(_("Destroy it when you are done: it keeps what the house deletes from now on."))
    return 0


def _copy_files(folder: Path) -> None:
    """The closed bytes of photos and documents that came whole."""
    folder.mkdir(mode=0o700)
    for file in SealedFile.objects.exclude(finished_at=None).values_list("pk", flat=True).iterator():
        target = folder / f"{file}.age"
        target.touch(mode=0o600)
        with contextlib.suppress(FileNotFoundError):  # the row says at home that it is missing
            shutil.copyfile(store.path_of(file), target)


def take_back(folder: Path, *, by: str, second: str) -> int:
    """Keep the wraps that the offline machine made; all of them or none."""
    who, beside = _two(by, second)
    try:
        made = [
            (WrapMade(UUID(each.id), UUID(each.key), each.body, to_person=UUID(each.person)), each.recipient)
            for each in read_wraps(folder)
        ]
        kept = read_again(who, second=beside, made=made)
    except (BadExport, ValueError) as bad:
        raise CommandFailed(sentence_of_export(bad if isinstance(bad, BadExport) else BadExport(folder.name))) from None
    except (NotACloseKey, NotYetProven):
        raise CommandFailed(
            _("Somebody has other keys now than when this was exported. Nothing was taken. Export and open anew.")
        ) from None
    print(ngettext("%(n)d key reads again.", "%(n)d keys read again.", kept) % {"n": kept})
    print(_("Now destroy both folders, and look into the audit together."))
    return 0


def _two(by: str, second: str) -> tuple[Person, Person]:
    """Both people, who must be two; the first must run the system."""
    found = []
    for name in (by, second):
        person = Person.objects.filter(username__iexact=name, is_active=True).first()
        if person is None:
            raise CommandFailed(_("Nobody active signs in as %(name)s.") % {"name": name})
        found.append(person)
    who, beside = found
    if who == beside:
        raise CommandFailed(_("Two people do this, never one."))
    if not may(who, Power.RUN_HOUSE):
        raise CommandFailed(
            _("%(name)s has no mandate to run the system. Somebody who has must do this.") % {"name": by}
        )
    return who, beside


def _readers() -> list[Reader]:
    living = PersonKey.objects.filter(retired_at=None, person__is_active=True).select_related("person")
    return [
        Reader(str(key.person_id), key.person.username, key.recipient, key.signer) for key in living if is_proven(key)
    ]


def _keys() -> dict[str, KeyCopy]:
    keys = Key.objects.exclude(kind=Kind.ARRIVAL).select_related("circle").order_by("created_at")
    return {
        str(key.pk): KeyCopy(
            id=str(key.pk), kind=key.kind, recipient=key.recipient, circle=key.circle.name if key.circle else "",
            case=str(key.subject or ""), part=key.part, version=key.version, retired=key.retired_at is not None,
        )
        for key in keys
    }  # fmt: skip


def _wraps() -> list[WrapCopy]:
    """The wraps between keys, without the epoch around them. Those of destroyed epochs are gone for good."""
    found = []
    for wrap in Wrap.objects.filter(Q(to_key__isnull=False)).order_by("created_at").iterator():
        try:
            body = disclose(
                bytes(wrap.body), shreds=Shreds(wrap.shreds), week=wrap.week, context=f"vault_wrap.body.{wrap.pk}"
            )
        except (Shredded, NotAnEpoch):
            continue
        found.append(WrapCopy(str(wrap.pk), str(wrap.key_id), str(wrap.to_key_id), body))
    return found


def _rows() -> Iterator[RowCopy]:
    """Every row with sealed columns that is closed to a key of this export."""
    for model, columns in sealed_models():
        for row in model._default_manager.exclude(key=None).order_by("pk").iterator():
            closed = {column: bytes(getattr(row, column)) for column in columns if getattr(row, column)}
            if closed:
                place = place_of(row, columns[0])
                key = row.key  # type: ignore[attr-defined]
                yield RowCopy(place.table, str(place.row), place.case, str(key), closed)
