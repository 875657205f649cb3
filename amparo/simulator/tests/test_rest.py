"""The carrier's REST: shapes, errors, texts and their news, the carrier's own STOP, and the knobs."""

import os
import subprocess
import sys
import time
import urllib.request

import pytest

from amparo.simulator.options import is_demo_number, is_loopback
from amparo.simulator.segments import segments_of
from amparo.simulator.tests.phones import ACCOUNT, TEXTS, Product, Simulator, send
from tests.processes import free_port
from tests.waiting import until

PHONE, STATUS = "+14135550150", "/carrier/text/status/ref1/"


def text(simulator: Simulator, product: Product, to: str = PHONE, **more: str) -> tuple[int, dict[str, object]]:
    form = {"To": to, "From": TEXTS, "Body": "Hello", "StatusCallback": product.url + STATUS, **more}
    return simulator.ask("POST", "/Messages.json", {key: each for key, each in form.items() if each})


def news(product: Product) -> list[str]:
    return [form["MessageStatus"] for form in product.at(STATUS)]


def test_a_text_is_taken_delivered_told_listed_and_its_words_deleted(product: Product, simulator: Simulator) -> None:
    status, made = text(simulator, product)

    assert (status, made["status"], made["direction"], made["num_segments"]) == (201, "queued", "outbound-api", "1")
    until(lambda: news(product) == ["queued", "sent", "delivered"])
    assert simulator.seen(PHONE)["thread"][0]["words"] == "Hello"  # type: ignore[index]
    listed = simulator.ask("GET", f"/Messages.json?To=%2B{PHONE[1:]}&PageSize=100")[1]["messages"]
    assert [row["sid"] for row in listed] == [made["sid"]]  # type: ignore[attr-defined]
    status, changed = simulator.ask("POST", f"/Messages/{made['sid']}.json", {"Body": ""})
    assert (status, changed["body"]) == (200, "")


def test_lists_come_in_pages(product: Product, simulator: Simulator) -> None:
    for number in range(5):
        text(simulator, product, Body=f"Text {number}")

    first = simulator.ask("GET", f"/Messages.json?To=%2B{PHONE[1:]}&PageSize=2")[1]

    assert [row["body"] for row in first["messages"]] == ["Text 4", "Text 3"]  # type: ignore[attr-defined]
    assert first["previous_page_uri"] is None
    status, second = send_with_auth(simulator, str(first["next_page_uri"]))
    assert (status, [row["body"] for row in second["messages"]]) == (200, ["Text 2", "Text 1"])  # type: ignore[attr-defined]


def send_with_auth(simulator: Simulator, uri: str) -> tuple[int, dict[str, object]]:
    return simulator.ask("GET", uri.removeprefix(f"/2010-04-01/Accounts/{ACCOUNT}"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"To": "+14135551234"}, 21211),  # a number that could be somebody's
        ({"To": "+12125550150"}, 21211),
        ({"To": "+524135550150"}, 21211),
        ({"To": "not a number"}, 21211),
        ({"To": ""}, 21604),
        ({"From": "+14135550150"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "http://192.0.2.7/news/"}, 21609),
        ({"StatusCallback": "https://example.org/news/"}, 21609),
    ],
)
def test_what_the_carrier_does_not_take_is_refused_in_its_shape(
    product: Product, simulator: Simulator, more: dict[str, str], code: int
) -> None:
    status, refused = text(simulator, product, **more)

    assert (status, refused["code"], refused["status"]) == (400, code, 400)
    assert set(refused) == {"code", "message", "more_info", "status"}
    assert product.came == []


def test_a_call_to_a_real_number_or_a_foreign_address_is_refused(product: Product, simulator: Simulator) -> None:
    good = {"To": PHONE, "From": "+14135550100", "Url": product.url + "/step/"}

    for more, code in (
        ({"To": "+14135551234"}, 21211), ({"From": PHONE}, 21210), ({"Url": "http://example.org/"}, 21205),
        ({"StatusCallback": "http://192.0.2.7/"}, 21205), ({"FallbackUrl": product.url + ".example.org/"}, 21205),
    ):  # fmt: skip
        status, refused = simulator.ask("POST", "/Calls.json", {**good, **more})
        assert (status, refused["code"]) == (400, code)


def test_without_the_right_token_nothing_is_told(product: Product, simulator: Simulator) -> None:
    status, refused = simulator.ask("GET", "/Messages.json", token="wrong")
    assert (status, refused["code"]) == (401, 20003)
    assert simulator.ask("GET", "/Messages/SM" + "0" * 32 + ".json")[1]["code"] == 20404
    assert simulator.ask("GET", "/Nothing.json")[1]["code"] == 20404


def test_stop_stops_at_the_carrier_until_start(product: Product, simulator: Simulator) -> None:
    simulator.phone(PHONE, "text", body=" stop ")
    came = until(lambda: product.at("/carrier/text/inbound/"))[0]
    assert (came["From"], came["To"], came["Body"]) == (PHONE, TEXTS, " stop ")

    assert text(simulator, product)[1]["code"] == 21610
    simulator.phone(PHONE, "text", body="START")
    assert text(simulator, product)[0] == 201


def test_a_stop_word_inside_a_sentence_stops_nothing(product: Product, simulator: Simulator) -> None:
    simulator.phone(PHONE, "text", body="they stop people on the street")

    assert text(simulator, product)[0] == 201


def test_markup_can_answer_a_text(product: Product, simulator: Simulator) -> None:
    product.markup["/carrier/text/inbound/"] = "<Response><Message>Thank you</Message></Response>"

    simulator.phone(PHONE, "text", body="Hola")

    until(lambda: [each["words"] for each in simulator.seen(PHONE)["thread"]] == ["Hola", "Thank you"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(("mode", "code"), [("unreachable", "30003"), ("landline", "30006")])
def test_a_text_that_cannot_arrive_says_why(product: Product, simulator: Simulator, mode: str, code: str) -> None:
    simulator.phone(PHONE, "mode", mode=mode)

    text(simulator, product)

    until(lambda: news(product) == ["queued", "sent", "undelivered"])
    assert product.at(STATUS)[-1]["ErrorCode"] == code


def test_knobs_refuse_lose_double_and_silence(product: Product, simulator: Simulator) -> None:
    simulator.press("/knobs", busy=1)
    assert text(simulator, product)[0] == 429
    simulator.press("/knobs", busy=0, down=True)
    assert text(simulator, product)[0] == 503
    simulator.press("/knobs", down=False, opted_out=1)
    assert text(simulator, product)[1]["code"] == 21610
    simulator.press("/knobs", opted_out=0, loss=1)
    assert text(simulator, product)[0] == 201
    until(lambda: simulator.seen(PHONE)["thread"])
    assert news(product) == []
    simulator.press("/knobs", loss=0, duplicates=1)
    text(simulator, product)
    until(lambda: sorted(news(product)) == ["delivered"] * 2 + ["queued"] * 2 + ["sent"] * 2)
    simulator.press("/knobs", duplicates=0, latency=300)
    before = time.monotonic()
    text(simulator, product)
    assert time.monotonic() - before > 0.14


def test_a_black_hole_takes_nothing_and_says_nothing_until_it_ends(product: Product, simulator: Simulator) -> None:
    simulator.press("/knobs", black_hole=True)
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(
            urllib.request.Request(simulator.base + "/2010-04-01/Accounts/x/Calls.json"), timeout=0.5
        )
    simulator.press("/knobs", black_hole=False)

    assert simulator.ask("GET", "/Messages.json")[1]["messages"] == []


@pytest.mark.parametrize("wrong", [{"loss": 2}, {"loss": "1"}, {"black_hole": 1}, {"nothing": 1}, {"latency": -1}])
def test_a_knob_turned_wrongly_changes_nothing(simulator: Simulator, wrong: dict[str, object]) -> None:
    assert simulator.press("/knobs", busy=0.5, **wrong) == 400

    knobs = send(urllib.request.Request(simulator.base + "/knobs"))[1]
    assert knobs["busy"] == 0


def test_another_site_can_neither_look_nor_press(simulator: Simulator) -> None:
    def asked(path: str, data: bytes | None = None, **headers: str) -> int:
        return send(urllib.request.Request(simulator.base + path, data, headers))[0]

    assert asked("/state", Host="evil.example") == 403
    assert asked("/forget", b"{}", Origin="http://evil.example", **{"Content-Type": "application/json"}) == 403
    assert asked("/forget", b"{}", **{"Content-Type": "text/plain"}) == 415
    assert asked("/forget", b"{}", **{"Content-Type": "application/json"}) == 200


@pytest.mark.parametrize(
    "address", ["https://api.twilio.com", "http://192.0.2.1:8000", "http://localhost.example.org", "http://"]
)
def test_it_does_not_start_towards_another_machine(address: str) -> None:
    command = [sys.executable, "-m", "amparo.simulator", "--port", str(free_port()), "--public-url", address]

    ended = subprocess.run(command, env=dict(os.environ), capture_output=True, timeout=20)

    assert ended.returncode == 2
    assert b"this machine" in ended.stderr


def test_demo_numbers_and_loopback_are_known() -> None:
    assert [is_demo_number(each) for each in ("+14135550100", "+16175550199", "+15085550123", "+14135550200", "+1413555010")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert is_loopback("http://127.0.0.5:80")
    assert not is_loopback("http://10.0.0.1")


@pytest.mark.parametrize(
    ("body", "count"), [("a" * 160, 1), ("a" * 161, 2), ("á" * 70, 1), ("á" * 71, 2), ("^" * 80, 1), ("^" * 81, 2)]
)
def test_segments_are_counted(body: str, count: int) -> None:
    assert segments_of(body) == count


def test_ten_thousand_texts_are_taken_and_the_memory_stays_bounded(product: Product, simulator: Simulator) -> None:
    from amparo.simulator import texts

    assert 10_000 <= texts.MOST <= 100_000
    for number in range(60):
        assert text(simulator, product, Body=f"Text {number}", StatusCallback="")[0] == 201
    listed = simulator.ask("GET", f"/Messages.json?To=%2B{PHONE[1:]}&PageSize=1000")[1]["messages"]
    assert len(listed) == 60  # type: ignore[arg-type]
