"""The database dies under the real web process: every door has an answer, nothing is lost, all come back by themselves."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from amparo.config import embedded
from amparo.messaging.channels.twilio_compat.webhooks import FALLBACK
from tests.lone_house import House, house  # noqa: F401
from tests.waiting import until

MARKER = "marker-7Qz-ana"
NUMBER = "+14135550187"


def call_sid(n: int) -> str:
    return f"CA{n:032d}"


def text(house: House, n: int) -> int:
    return house.text(f"SM{n:032d}", MARKER, number=NUMBER)


def test_without_a_database_every_door_has_its_answer_and_all_come_back(house: House) -> None:
    session = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"}
    assert text(house, 1) == 200
    embedded.stop(house.var)

    with ThreadPoolExecutor(4) as asked:  # as many as the web process has threads
        doors = [
            asked.submit(house.get, "/response/", **session),
            asked.submit(house.get, "/account/login/", **session),
        ]
        spoken = [
            asked.submit(house.webhook, "/carrier/voice/inbound/", CallSid=call_sid(1), From=NUMBER),
            asked.submit(house.webhook, "/carrier/voice/step/tok/need/", CallSid=call_sid(1), Digits="1"),
        ]
        spooled = asked.submit(text, house, 2)
        told = [
            asked.submit(house.webhook, "/carrier/voice/leg/tok/", CallSid=call_sid(1), CallStatus="completed"),
            asked.submit(house.webhook, "/carrier/voice/ended/", CallSid=call_sid(1), CallStatus="completed"),
            asked.submit(house.webhook, "/carrier/text/status/abc/", MessageSid=f"SM{3:032d}", MessageStatus="sent"),
        ]
    page, door = (each.result() for each in doors)
    call, step = (each.result() for each in spoken)

    assert {page[0], door[0]} == {503}
    assert "<html" in page[1]
    assert call == step == (200, FALLBACK)
    assert spooled.result() == 200, "it waits on the disk"
    assert {each.result()[0] for each in told} == {503}, "so that the carrier tells it again"
    assert house.webhook("/carrier/text/inbound/", MessageSid="x", From="", Body="")[0] == 400

    house.bring_back_the_database()
    until(lambda: house.get("/account/login/")[0] == 200)
    assert text(house, 2) == 200
    assert "<Gather" in house.webhook("/carrier/voice/inbound/", CallSid=call_sid(2), From=NUMBER)[1]
    until(lambda: text(house, 1) == 200 and house.rows("messaging_inboundtext") == 2)


def test_the_log_of_the_web_process_holds_nothing_personal(house: House) -> None:
    for path in ("text/inbound", "text/status/abc", "voice/inbound", "voice/step/tok/need", "voice/wait/tok/queue",
                 "voice/ended", "voice/leg/tok", "voice/room", "voice/message/tok", "voice/fallback"):  # fmt: skip
        form = {"MessageSid": f"SM{9:032d}", "CallSid": call_sid(9), "ConferenceSid": f"CF{9:032d}", "RecordingSid": f"RE{9:032d}",
                "From": NUMBER, "Body": MARKER, "Digits": "7", "To": NUMBER, "FriendlyName": MARKER}  # fmt: skip
        house.webhook(f"/carrier/{path}/", **form)
        house.webhook(f"/carrier/{path}/", **{**form, "CallSid": MARKER, "MessageSid": MARKER, "RecordingSid": MARKER})
        house.get(f"/carrier/{path}/?number={NUMBER}&x={MARKER}")
    house.get(f"/response/p/{MARKER}/")
    house.get(f"/nowhere/{MARKER}?{NUMBER}")

    log = house.log.read_text(encoding="utf-8", errors="replace")
    assert "OperationalError" in log, "the log is the one of the dead database: it is read at all"
    for secret in (MARKER, NUMBER, NUMBER[1:], settings.CARRIER_TOKEN, settings.SECRET_KEY, "127.0.0.1:9"):
        assert secret not in log
