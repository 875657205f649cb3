"""Questions and changes that come with every callback of the carrier: their SQL is written once, not each time they are asked.

Django composes a statement anew whenever it runs, which costs several times what PostgreSQL needs to answer it. Here the same
statement stands ready, so that the database has it prepared as well. For plain columns only: what a field translates on its
way in or out (JSON, guarded values that are written) goes the usual way.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.utils import CursorWrapper

M = TypeVar("M", bound=models.Model)
_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "in": "= ANY"}


def prepared() -> CursorWrapper:
    """A cursor whose statements PostgreSQL keeps prepared on this connection. Not for statements that search: their plan is
    made once, whatever is asked.
    """
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    cursor: CursorWrapper = here._prepare_cursor(psycopg.Cursor(here.connection))  # type: ignore[attr-defined]
    return cursor


class OneRow(Generic[M]):
    """The row of this model with this value in a unique column, and the rows that it names, in one question."""

    def __init__(self, model: type[M], *, by: str, names: Sequence[str] = (), lock: bool = False) -> None:
        self.model, self.by, self.names, self.lock = model, by, names, lock
        self.sql = ""

    def get(self, value: str | int | UUID) -> M | None:
        """The row, or None. With ``lock`` it stays locked until the transaction ends."""
        if not self.sql:
            self._write()
        with prepared() as cursor:
            cursor.execute(self.sql, [value])
            found = cursor.fetchone()
        if found is None:
            return None
        row = self.model.from_db(connection.alias, self.fields, found[: len(self.fields)])
        start = len(self.fields)
        for name, (named, fields) in self.named.items():
            values, start = found[start : start + len(fields)], start + len(fields)
            if values[0] is not None:
                setattr(row, name, named.from_db(connection.alias, fields, values))
        return row

    def _write(self) -> None:
        own = self.model._meta
        self.fields = [field.attname for field in own.concrete_fields]
        self.named: dict[str, tuple[type[models.Model], list[str]]] = {}
        columns, joins = _columns(self.model, "own"), []
        for name in self.names:
            field = own.get_field(name)
            named = field.related_model
            assert isinstance(named, type)
            key = named._meta.pk
            assert key is not None
            assert named._meta.concrete_fields[0] is key  # its first value says whether it is there
            self.named[name] = (named, [each.attname for each in named._meta.concrete_fields])
            columns += _columns(named, name)
            joins.append(
                f'LEFT JOIN "{named._meta.db_table}" AS "{name}" ON "{name}"."{key.column}" = own."{field.column}"'  # type: ignore[union-attr]
            )
        by = own.get_field(self.by)
        self.sql = (
            f'SELECT {", ".join(columns)} FROM "{own.db_table}" AS own {" ".join(joins)}'  # noqa: S608  names of our own
            f' WHERE own."{by.column}" = %s{" FOR UPDATE OF own" if self.lock else ""}'  # type: ignore[union-attr]
        )


def _columns(model: type[models.Model], alias: str) -> list[str]:
    for field in model._meta.concrete_fields:
        if hasattr(field, "from_db_value") or field.get_db_converters(connection):
            raise TypeError(f"{field} is translated when it is read: ask for it the usual way.")
    return [f'"{alias}"."{field.column}"' for field in model._meta.concrete_fields]


def change(model: type[models.Model], where: Mapping[str, object], **values: object) -> int:
    """Write these values into the rows for which this holds (``state__lt`` and the like are understood); how many they were."""
    sql = _update(model, tuple(where), tuple(values))
    with prepared() as cursor:
        cursor.execute(sql, [_plain(value) for value in (*values.values(), *where.values())])
        return int(cursor.rowcount)


@lru_cache(maxsize=256)
def _update(model: type[models.Model], where: tuple[str, ...], values: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{_column(model, name)}" = %s' for name in values)
    conditions = []
    for name in where:
        column, _, sign = name.partition("__")
        conditions.append(f'"{_column(model, column)}" {_SIGNS[sign] if sign else "="} (%s)')
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {" AND ".join(conditions)}'  # noqa: S608  names of our own


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(field, models.Field) or isinstance(field, models.JSONField | models.BinaryField):
        raise TypeError(f"{name} is translated when it is written: change it the usual way.")
    return str(field.column)


def _plain(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, models.Model):
        return value.pk
    return value.value if isinstance(value, Enum) else value
