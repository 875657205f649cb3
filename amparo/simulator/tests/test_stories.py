"""The scenarios: data that holds together, and actors that play them on the wire."""

import pytest

from amparo.simulator.options import is_demo_number
from amparo.simulator.stories import Stories, all_stories, crowd_fates, offered
from amparo.simulator.tests.phones import TEXTS, Product, Simulator
from amparo.simulator.words import LANGUAGES, WORDS
from tests.waiting import until

ASK = "Valley Watch: observers needed near Holyoke, now. Observe only, never interfere. Reply B1 going, B2 can't"


@pytest.mark.parametrize(
    ("body", "digits", "letter"),
    [
        (ASK, "12", "B"),
        (
            "Gracias. Lugar: http://localhost/x/31/ Observar. Responda 3 ya estoy, 4 necesito ayuda, 5 en casa",
            "345",
            "",
        ),
        ("Valley Watch: are you all right? Reply A1 yes, A4 need help, A5 home safe", "145", "A"),
        ("回复 A1 去，A2 不能去", "12", "A"),
        ("Anotado: ya llegó. C4 ayuda, C5 en casa. Cada 20 minutos preguntamos.", "45", "C"),
        ("Thank you, we have enough people. Stay safe.", "", ""),
    ],
)
def test_what_a_text_offers_is_read_in_any_language(body: str, digits: str, letter: str) -> None:
    assert offered(body) == (digits, letter)


def test_every_scenario_is_whole() -> None:
    assert list(all_stories()) == ["holyoke", "prank", "nobody", "trouble"]
    for story in all_stories().values():
        assert set(story["title"]) == set(story["about"]) == set(LANGUAGES)
        for actor in story["actor"]:
            assert is_demo_number(actor["phone"])
            assert all(hasattr(Stories, "_do_" + step["act"]) for step in actor["do"])
    assert sum(fate["share"] for fate in crowd_fates()) == pytest.approx(1)
    assert all(all(each) for each in WORDS.values())


def test_the_caller_of_holyoke_chooses_spanish_and_now_and_waits(product: Product, simulator: Simulator) -> None:
    need, wait = "/carrier/voice/step/t/need/", "/carrier/voice/step/t/wait/"
    gather = '<Response><Gather numDigits="1" action="{}"><Say>Para español, oprima 2.</Say></Gather></Response>'
    product.markup["/carrier/voice/inbound/"] = gather.format(product.url + need)
    product.markup[need] = gather.format(product.url + wait)
    product.markup[wait] = '<Response><Dial><Conference startConferenceOnEnter="false">r</Conference></Dial></Response>'

    assert simulator.press("/scenarios/holyoke/start") == 200

    assert until(lambda: product.at(wait))[0]["Digits"] == "1"
    assert product.at(need)[0]["Digits"] == "2"
    until(lambda: simulator.doing("+14135550190") == "waiting")
    assert simulator.press("/scenarios/stop") == 200
    until(lambda: simulator.doing("+14135550190") == "")
    assert simulator.press("/scenarios/unknown/start") == 400


def many(product: Product) -> list[dict[str, str]]:
    """The answers, once there are enough of them."""
    rows = product.at("/carrier/text/inbound/")
    return rows if len(rows) > 15 else []


def test_a_crowd_answers_believably_and_phones_in_hand_stay_silent(product: Product, simulator: Simulator) -> None:
    simulator.press("/scenarios/holyoke/start")
    simulator.press("/clock", speed=60)
    for line in range(150, 190):
        simulator.ask("POST", "/Messages.json", {"To": f"+1413555{line:04}", "From": TEXTS, "Body": ASK})
    simulator.ask("POST", "/Messages.json", {"To": "+14135550120", "From": TEXTS, "Body": ASK})

    came = until(lambda: many(product), 12)

    said = [form["Body"] for form in came]
    assert "B1" in said
    assert "B2" in said
    assert "+14135550120" not in {form["From"] for form in came}
