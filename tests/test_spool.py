"""Texts that come while PostgreSQL is really stopped: none is lost, none has two effects, and the disk tells nobody anything."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from amparo.config import embedded
from tests.lone_house import House, house  # noqa: F401
from tests.waiting import until

WORDS, NUMBER = "canary-5tQ my cousin at the mill", "+16175550173"


def sid(n: int) -> str:
    return f"SM{n:032d}"


def folder(house: House) -> Path:
    return house.var / "spool" / "texts"


def waiting(house: House) -> list[Path]:
    return sorted(folder(house).glob("*.entry"))


def send(house: House, numbers: range) -> None:
    for n in numbers:
        assert house.text(sid(n), f"{WORDS} {n}", number=NUMBER) == 200


def test_nothing_is_lost_over_a_stopped_database_and_a_killed_web_process(house: House) -> None:
    send(house, range(1))
    embedded.stop(house.var)
    send(house, range(1, 20))
    with ThreadPoolExecutor(4) as carrier:  # the carrier repeats itself, also at the same moment
        assert {
            each.result() for each in [carrier.submit(house.text, sid(3), WORDS, number=NUMBER) for _n in range(8)]
        } == {200}
    house.process.kill()
    house.process.wait(10)
    house.start()
    send(house, range(20, 40))
    assert len(waiting(house)) == 47, "every one that was answered with 200 is on the disk"

    house.bring_back_the_database()
    until(lambda: house.text(sid(39), WORDS, number=NUMBER) == 200 and not waiting(house), 30)

    kept = house.select("SELECT provider_sid, handled_by FROM messaging_inboundtext ORDER BY created_at")
    assert [row[0] for row in kept] == [sid(n) for n in range(40)], "once each, in the order of receipt"
    assert {row[1] for row in kept} == {"hotline"}
    assert house.rows("hotline_callback") == 1
    assert not list(folder(house).glob("*.aside"))


def test_what_waits_on_the_disk_tells_nobody_who_wrote_what(house: House) -> None:
    embedded.stop(house.var)
    send(house, range(50, 52))

    entries = [path.read_text(encoding="utf-8") for path in waiting(house)]

    assert len(entries) == 2
    for entry in entries:
        kept = json.loads(entry)
        assert datetime.fromisoformat(kept["at"])
        for secret in (WORDS, "canary-5tQ", NUMBER, NUMBER[1:], "cousin"):
            assert secret not in entry
    assert {path.stat().st_mode & 0o077 for path in (folder(house), *waiting(house))} == {0}
    house.bring_back_the_database()
    until(lambda: house.text(sid(51), WORDS, number=NUMBER) == 200 and not waiting(house), 30)


def test_without_room_on_the_disk_the_carrier_is_told_to_come_again(house: House) -> None:
    embedded.stop(house.var)
    until(lambda: house.text(sid(60), WORDS, number=NUMBER) == 200)
    shutil.move(folder(house), house.var / "kept")
    folder(house).write_text("in the way")  # no folder can be made here: the disk takes nothing

    assert house.text(sid(61), WORDS, number=NUMBER) == 503

    folder(house).unlink()
    shutil.move(house.var / "kept", folder(house))
    house.bring_back_the_database()
    until(lambda: house.text(sid(61), WORDS, number=NUMBER) == 200 and not waiting(house), 30)
    kept = [row[0] for row in house.select("SELECT provider_sid FROM messaging_inboundtext")]
    assert kept.count(sid(60)) == kept.count(sid(61)) == 1
