"""The database dies under the real web process: every door has an answer, nothing is lost, all come back by themselves."""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from twilio.request_validator import RequestValidator

from amparo.config import embedded
from amparo.messaging.channels.twilio_compat.webhooks import FALLBACK
from tests.processes import answers, free_port, web
from tests.waiting import until

MARKER = "marker-7Qz-ana"
NUMBER = "+14135550187"


class House:
    """A web process of its own with a database server of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.log = var, var / "web.log"
        self.database = embedded.start(var)
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.environment = {
            **os.environ, "DATABASE_URL": self.database, "AMPARO_MODE": "test", "AMPARO_VAR": str(var),
            "AMPARO_PUBLIC_URL": self.url, "AMPARO_DATABASE_POOL": "1", "AMPARO_CARRIER_URL": "http://127.0.0.1:9",
        }  # fmt: skip
        self._run("manage.py", "migrate", "--verbosity", "0")
        self.process = subprocess.Popen(
            web(port), env=self.environment, stderr=self.log.open("wb"), stdout=subprocess.DEVNULL, cwd=settings.ROOT,
        )  # fmt: skip
        until(lambda: answers(self.url + "/account/login/"), 40)

    def _run(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, *words], env=self.environment, check=True, cwd=settings.ROOT, capture_output=True
        )

    def bring_back_the_database(self) -> None:
        """In a process of its own: the wheel remembers in this one that the server ran."""
        code = f"from pathlib import Path; from amparo.config import embedded; embedded.start(Path({str(self.var)!r}))"
        self._run("-c", code)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        embedded.stop(self.var)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def webhook(self, path: str, **form: str) -> tuple[int, str]:
        token = settings.CARRIER_TOKEN
        signed = {"X-Twilio-Signature": RequestValidator(token).compute_signature(self.url + path, form)}
        return self._ask(urllib.request.Request(self.url + path, urllib.parse.urlencode(form).encode(), signed))

    @staticmethod
    def _ask(request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def rows(self, table: str) -> int:
        with psycopg.connect(self.database) as connection:
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found[0]) if found else 0


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    var = Path(settings.VAR) / f"gone-{os.getpid()}"  # a folder that the server's own user may enter
    var.mkdir(parents=True)
    built = House(var)
    yield built
    built.end()
    shutil.rmtree(var)


def call_sid(n: int) -> str:
    return f"CA{n:032d}"


def text(house: House, n: int) -> tuple[int, str]:
    return house.webhook(
        "/carrier/text/inbound/", MessageSid=f"SM{n:032d}", From=NUMBER, To="+14135550101", Body=MARKER
    )


def test_without_a_database_every_door_has_its_answer_and_all_come_back(house: House) -> None:
    session = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"}
    assert text(house, 1)[0] == 200
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
        told = [
            asked.submit(text, house, 2),
            asked.submit(house.webhook, "/carrier/voice/leg/tok/", CallSid=call_sid(1), CallStatus="completed"),
            asked.submit(house.webhook, "/carrier/voice/ended/", CallSid=call_sid(1), CallStatus="completed"),
            asked.submit(house.webhook, "/carrier/text/status/abc/", MessageSid=f"SM{3:032d}", MessageStatus="sent"),
        ]
    page, door = (each.result() for each in doors)
    call, step = (each.result() for each in spoken)

    assert {page[0], door[0]} == {503}
    assert "<html" in page[1]
    assert call == step == (200, FALLBACK)
    assert {each.result()[0] for each in told} == {503}, "so that the carrier tells it again"
    assert house.webhook("/carrier/text/inbound/", MessageSid="x", From="", Body="")[0] == 400

    house.bring_back_the_database()
    until(lambda: text(house, 2)[0] == 200)
    assert house.get("/account/login/")[0] == 200
    assert "<Gather" in house.webhook("/carrier/voice/inbound/", CallSid=call_sid(2), From=NUMBER)[1]
    assert house.rows("messaging_inboundtext") == 2


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
