from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from amparo.core.sealed import NotSealed
from amparo.vault.enums import Kind, Shreds
from amparo.vault.epochs import disclose, enclose, key_file, this_week, week_of
from amparo.vault.errors import NotAnEpoch, Shredded
from amparo.vault.models import Key, Wrap

BODY = b"age-encryption.org/v1\n" + b"x" * 300


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path


def test_what_lies_under_an_epoch_comes_back_whole() -> None:
    enclosed = enclose(BODY, shreds=Shreds.CASE, week=this_week(), context="vault_wrap.body.1")

    assert BODY not in enclosed
    assert disclose(enclosed, shreds=Shreds.CASE, week=this_week(), context="vault_wrap.body.1") == BODY


def test_a_destroyed_epoch_opens_for_nobody_and_never_comes_back() -> None:
    enclosed = enclose(BODY, shreds=Shreds.CASE, week=this_week(), context="c")
    key_file(Shreds.CASE, this_week()).unlink()

    with pytest.raises(Shredded):
        disclose(enclosed, shreds=Shreds.CASE, week=this_week(), context="c")
    with pytest.raises(Shredded):
        enclose(BODY, shreds=Shreds.CASE, week=this_week() - timedelta(days=7), context="c")


def test_a_wrap_moved_to_another_row_or_class_does_not_open() -> None:
    enclosed = enclose(BODY, shreds=Shreds.CASE, week=this_week(), context="vault_wrap.body.1")
    enclose(BODY, shreds=Shreds.CIRCLE, week=this_week(), context="any")

    for shreds, context in ((Shreds.CASE, "vault_wrap.body.2"), (Shreds.CIRCLE, "vault_wrap.body.1")):
        with pytest.raises(NotAnEpoch):
            disclose(enclosed, shreds=shreds, week=this_week(), context=context)


def test_the_file_is_for_the_house_alone() -> None:
    enclose(BODY, shreds=Shreds.CASE, week=this_week(), context="c")

    assert key_file(Shreds.CASE, this_week()).stat().st_mode & 0o077 == 0


def test_a_week_is_called_by_its_monday() -> None:
    assert week_of(date(2026, 11, 29)) == week_of(date(2026, 11, 23)) == date(2026, 11, 23)


@pytest.mark.django_db
def test_the_database_refuses_a_wrap_that_lies_under_no_epoch() -> None:
    key = Key.objects.create(kind=Kind.CASE, recipient="age1a", subject=uuid4(), part="ops")
    other = Key.objects.create(kind=Kind.CASE, recipient="age1b", subject=uuid4(), part="ops")
    with pytest.raises(NotSealed), transaction.atomic():
        Wrap.objects.create(key=key, to_key=other, shreds=Shreds.CASE, body=BODY)
    wrap = Wrap.objects.create(
        key=key, to_key=other, shreds=Shreds.CASE, body=enclose(BODY, shreds=Shreds.CASE, week=this_week(), context="c")
    )

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update vault_wrap set body = %s where id = %s", [BODY, wrap.id])
