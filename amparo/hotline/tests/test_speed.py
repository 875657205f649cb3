"""The carrier waits for our answers: each is a bounded number of queries, however many people and calls there are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.core.often import OneRow, change
from amparo.hotline.models import Call, Intake
from amparo.hotline.tests.factories import Caller, make_responder, phones
from amparo.hotline.ticks import ring_waves

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 12])
def test_answers_need_as_many_queries_for_a_full_line_as_for_one_caller(count: int) -> None:
    for _each in range(count):
        make_responder("es")
    callers = [Caller().chooses("2") for _each in range(count)]

    def asked(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return len(queries)

    newcomer = Caller("+16175550191")
    counts = {
        "language": asked(lambda: newcomer.step("language", "2")),
        "need": asked(lambda: newcomer.step("need", "3")),
    }
    counts["wait"] = asked(callers[0].waits)
    ring_waves()
    phone = phones(callers[0].call)[0]
    counts["pick up"] = asked(phone.answers)  # two callbacks: the line's state and the step
    counts["press 1"] = asked(lambda: phone.presses("1"))

    most = {"language": 10, "need": 12, "wait": 6, "pick up": 30, "press 1": 20}
    assert all(counts[name] <= most[name] for name in most), counts


def test_a_column_that_is_translated_is_neither_asked_nor_written_by_a_statement_that_stands_ready() -> None:
    with pytest.raises(TypeError):
        OneRow(Intake, by="origin").get("x")
    with pytest.raises(TypeError):
        change(Intake, {"language": "en"}, said=[])
    with pytest.raises(TypeError):
        change(Call, {"language": "en"}, number="+16175550190")
