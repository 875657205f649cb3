from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.cases.enums import Ended
from amparo.cases.models import Case, Closure
from amparo.core.models import BoardEvent
from amparo.hotline.enums import CallBackWhy
from amparo.hotline.models import Call, CallBack, Leg, SpokenMessage
from amparo.keeping.models import Removed
from amparo.keeping.removal import remove_at_once, remove_what_is_over
from amparo.messaging.models import InboundText
from amparo.people.actions import close_account
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import make_person
from amparo.vault.enums import Kind
from amparo.vault.models import Circle, Hold, Key, Wrap
from tests.keeping.epochs import case_key, key_of

pytestmark = pytest.mark.django_db
CALLER = "+14135550142"


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"


def make_call(**fields: Any) -> Call:
    ended = timezone.now() - timedelta(minutes=1)
    return Call.objects.create(call_sid=uuid4().hex, number=CALLER, index="a" * 32, ended_at=ended, **fields)


def in_days(days: float) -> None:
    remove_at_once()
    remove_what_is_over(timezone.now() + timedelta(days=days))


def test_each_thing_goes_on_its_own_day() -> None:
    call = make_call()
    text = InboundText.objects.create(provider_sid="SM1", sender=CALLER, index="a" * 32)
    told = []
    for day in (0, 2, 15, 366):
        in_days(day)
        now = Call.objects.filter(pk=call.pk).first()
        words = InboundText.objects.filter(pk=text.pk).first()
        told.append(
            (now and bool(now.number), now and now.index[:1], words and bool(words.sender), words and words.index[:1])
        )

    assert told == [(False, "a", True, "a"), (False, "a", False, "a"), (False, "", False, ""), (None, None, None, None)]


def test_what_somebody_still_has_to_do_stays() -> None:
    call = make_call()
    CallBack.objects.create(origin=call.pk, call=call, number=CALLER, why=CallBackWhy.MESSAGE, due_at=timezone.now())

    in_days(400)

    call.refresh_from_db()
    assert call.number is not None
    assert call.number.reveal() == CALLER


def test_what_is_held_stays_with_all_that_belongs_to_it_and_nothing_else_does() -> None:
    by, held, other = make_person(), make_call(), make_call()
    for call in (held, other):
        SpokenMessage.objects.create(call=call, recording_sid=uuid4().hex, seconds=5)
        CallBack.objects.create(
            origin=uuid4(), call=call, number=CALLER, index="b" * 32, why=CallBackWhy.MESSAGE, due_at=timezone.now(),
            done_at=timezone.now() - timedelta(minutes=1),
        )  # fmt: skip
    Hold.objects.create(subject_kind="hotline_call", subject=held.pk, by=by, reason="a court asked us to keep it")

    in_days(400)

    kept = Call.objects.get()
    assert (kept.pk, kept.number.reveal(), kept.index) == (held.pk, CALLER, "a" * 32)
    assert [message.call_id for message in SpokenMessage.objects.all()] == [held.pk]
    assert [(back.call_id, back.number.reveal()) for back in CallBack.objects.all()] == [(held.pk, CALLER)]


def test_what_belongs_to_a_held_thing_is_not_taken_away_under_it() -> None:
    call = make_call()
    leg = Leg.objects.create(call=call, person=make_person(), language="en", tier=1, wave=1)
    Hold.objects.create(subject_kind="hotline_leg", subject=leg.pk, reason="why")

    in_days(400)

    assert Leg.objects.filter(pk=leg.pk).exists()


def test_a_hold_that_was_let_go_holds_nothing() -> None:
    call = make_call()
    Hold.objects.create(subject_kind="hotline_call", subject=call.pk, reason="why", lifted_at=timezone.now())

    in_days(400)

    assert not Call.objects.exists()


def test_the_counts_and_the_audit_say_how_many_and_never_what() -> None:
    make_call()
    make_call()

    remove_at_once()

    assert list(Removed.objects.values_list("kind", "count")) == [("hotline.Call.number", 2)]
    said = Entry.objects.get(verb="retention.removed")
    assert (said.detail, said.subject, said.actor) == ({"kind": "hotline.Call.number", "count": 2}, "", None)


def test_a_thousand_rows_go_in_one_round() -> None:
    BoardEvent.objects.bulk_create(BoardEvent(topic="x") for _n in range(1_201))

    in_days(2)

    assert not BoardEvent.objects.exists()
    assert Removed.objects.get(kind="core.BoardEvent.row").count == 1_201


def test_whoever_left_is_removed_with_their_number_a_month_later_and_not_before() -> None:
    coordinator, person = make_person(), make_person()
    point = ContactPoint.objects.get(owners=person)
    close_account(person, by=coordinator)

    in_days(29)
    before = Person.objects.filter(pk=person.pk).exists()
    in_days(31)
    in_days(31)

    assert before
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not ContactPoint.objects.filter(pk=point.pk).exists()
    assert Person.objects.filter(pk=coordinator.pk).exists()


def test_the_key_of_a_circle_goes_when_nothing_is_closed_to_it_any_more() -> None:
    circle = Circle.objects.get_or_create(name="hotline-triage", defaults={"rotates_days": 7})[0]
    retired = timezone.now()
    free, used, living = (
        Key.objects.create(kind=Kind.CIRCLE, circle=circle, version=version, recipient=f"age1{version}", retired_at=at)
        for version, at in ((101, retired), (102, retired), (103, None))
    )
    closed = b"age-encryption.org/v1\n"
    InboundText.objects.create(
        provider_sid="SM2", words=closed, key=used.pk, created_at=timezone.now() + timedelta(days=10)
    )

    in_days(15)

    assert set(Key.objects.filter(circle=circle)) == {used, living}
    assert free.pk


def test_with_a_case_go_its_keys_and_a_held_case_keeps_them() -> None:
    to, _identity = key_of(make_person())
    ended, held, open_ = (Case.objects.create() for _n in range(3))
    for case in (ended, held, open_):
        case_key(to, case=case.pk)
    for case in (ended, held):
        Closure.objects.create(case=case, how=Ended.values[0])
    Hold.objects.create(subject_kind="cases_case", subject=held.pk, reason="a court asked us to keep it")

    in_days(366)

    assert set(Case.objects.all()) == {held, open_}
    assert set(Key.objects.filter(kind=Kind.CASE).values_list("subject", flat=True)) == {held.pk, open_.pk}
    assert Wrap.objects.count() == 2
