"""Calls through the real process: the markup is followed, keys count at once, lines meet and part, and every step is told."""

from amparo.simulator.tests.phones import HOTLINE, Product, Simulator
from tests.waiting import until

CALLER, OTHER, THIRD = "+14135550191", "+14135550151", "+14135550152"
INBOUND, LEG, ROOM, STEP = (
    "/carrier/voice/inbound/",
    "/carrier/voice/leg/t/",
    "/carrier/voice/room/",
    "/carrier/voice/step/t/{}/",
)


def statuses(product: Product, path: str = LEG) -> list[str]:
    return [form["CallStatus"] for form in product.at(path)]


def menu(product: Product, *, timeout: int = 5, empty: str = "true") -> None:
    words = "Press one for English. " * 12
    product.markup[INBOUND] = (
        f'<Response><Gather numDigits="1" timeout="{timeout}" action="{product.url}{STEP.format("need")}"'
        f' actionOnEmptyResult="{empty}"><Say language="en-US">{words}</Say></Gather><Say>Nothing pressed</Say></Response>'
    )
    product.markup[STEP.format("need")] = "<Response><Say>You chose</Say><Hangup/></Response>"


def room(product: Product, *, starts: bool, ends: bool, wait: str = "") -> str:
    told = f'statusCallback="{product.url}{ROOM}" statusCallbackEvent="join leave start end"'
    flags = f'startConferenceOnEnter="{str(starts).lower()}" endConferenceOnExit="{str(ends).lower()}"'
    return f'<Response><Dial><Conference {flags} waitUrl="{wait}" {told}>room-1</Conference></Dial></Response>'


def test_a_call_in_is_asked_for_markup_and_a_key_silences_the_prompt(product: Product, simulator: Simulator) -> None:
    menu(product)

    assert simulator.phone(CALLER, "call") == 200
    until(lambda: simulator.doing(CALLER) == "gathering")
    assert simulator.phone(CALLER, "keys", keys="2") == 200
    form = until(lambda: product.at(STEP.format("need")))[0]

    first = product.at(INBOUND)[0]
    assert (first["From"], first["To"], first["Direction"], first["CallStatus"]) == (
        CALLER,
        HOTLINE,
        "inbound",
        "ringing",
    )
    assert (form["Digits"], form["CallSid"]) == ("2", first["CallSid"])
    ended = until(lambda: product.at("/carrier/voice/ended/"))[0]
    assert (ended["CallStatus"], ended["CallSid"]) == ("completed", first["CallSid"])
    assert "You chose" in simulator.heard(CALLER)


def test_silence_asks_with_no_digits_only_when_wanted(product: Product, simulator: Simulator) -> None:
    menu(product, timeout=1)
    simulator.phone(CALLER, "call")
    assert until(lambda: product.at(STEP.format("need")))[0]["Digits"] == ""

    until(lambda: simulator.doing(CALLER) == "")
    menu(product, timeout=1, empty="false")
    simulator.phone(CALLER, "call")
    until(lambda: "Nothing pressed" in simulator.heard(CALLER))
    assert len(product.at(STEP.format("need"))) == 1


def test_a_hidden_number_comes_as_the_carrier_writes_it(product: Product, simulator: Simulator) -> None:
    simulator.phone(CALLER, "call", hidden=True)

    assert until(lambda: product.at(INBOUND))[0]["From"] == "+266696687"


def test_a_reject_sounds_busy_and_is_never_answered(product: Product, simulator: Simulator) -> None:
    product.markup[INBOUND] = '<Response><Reject reason="busy"/></Response>'

    simulator.phone(CALLER, "call")

    assert until(lambda: product.at("/carrier/voice/ended/"))[0]["CallStatus"] == "busy"


def test_a_leg_tells_each_step_in_order_and_press_one_reaches_the_product(
    product: Product, simulator: Simulator
) -> None:
    product.markup[STEP.format("offer")] = (
        f'<Response><Gather numDigits="1" action="{product.url}{STEP.format("take")}">'
        "<Say>To take it, press 1.</Say></Gather></Response>"
    )
    product.markup[STEP.format("take")] = "<Response><Hangup/></Response>"

    simulator.ring(OTHER, product, Timeout="18")
    until(lambda: simulator.doing(OTHER) == "ringing")
    simulator.phone(OTHER, "answer")
    until(lambda: simulator.doing(OTHER) == "gathering")
    simulator.phone(OTHER, "keys", keys="1")

    until(lambda: "completed" in statuses(product))
    assert statuses(product) == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in product.at(LEG)] == ["0", "1", "2", "3"]
    assert product.at(STEP.format("take"))[0]["Digits"] == "1"


def test_busy_silent_declining_and_unreachable_phones_end_as_such(product: Product, simulator: Simulator) -> None:
    simulator.phone(CALLER, "mode", mode="unreachable")
    sid = simulator.ring(CALLER, product)
    until(lambda: statuses(product) == ["initiated", "failed"])
    assert simulator.status(sid) == "failed"

    simulator.ring(OTHER, product, Timeout="5")
    until(lambda: "no-answer" in statuses(product))

    simulator.ring(OTHER, product)
    until(lambda: simulator.doing(OTHER) == "ringing")
    simulator.ring(OTHER, product)
    until(lambda: statuses(product).count("busy") == 1)
    simulator.phone(OTHER, "hang-up")
    until(lambda: statuses(product).count("busy") == 2)


def test_hanging_up_while_it_rings_cancels_the_leg(product: Product, simulator: Simulator) -> None:
    sid = simulator.ring(OTHER, product)
    until(lambda: simulator.doing(OTHER) == "ringing")

    status, call = simulator.ask("POST", f"/Calls/{sid}.json", {"Status": "completed"})

    assert (status, call["status"]) == (200, "canceled")
    until(lambda: statuses(product)[-1:] == ["canceled"])
    assert simulator.doing(OTHER) == ""


def test_a_voicemail_answers_hears_the_offer_and_presses_nothing(product: Product, simulator: Simulator) -> None:
    product.markup[STEP.format("offer")] = (
        f'<Response><Gather numDigits="1" timeout="3" actionOnEmptyResult="true" action="{product.url}{STEP.format("none")}">'
        "<Say>To take it, press 1.</Say></Gather></Response>"
    )
    product.markup[STEP.format("none")] = "<Response><Hangup/></Response>"
    simulator.phone(OTHER, "mode", mode="voicemail")

    simulator.ring(OTHER, product, Timeout="10")

    assert until(lambda: product.at(STEP.format("none")))[0]["Digits"] == ""
    assert simulator.phone(OTHER, "keys", keys="1") == 400
    until(lambda: statuses(product)[-1:] == ["completed"])


def test_a_caller_waits_is_joined_and_the_conference_outlives_the_other_line(
    product: Product, simulator: Simulator
) -> None:
    wait = "/carrier/voice/wait/t/round/"
    product.markup[INBOUND] = room(product, starts=False, ends=True, wait=product.url + wait)
    product.markup[wait] = "<Response><Say>We are calling people for you.</Say><Gather/></Response>"
    product.markup[STEP.format("offer")] = room(product, starts=True, ends=False)
    simulator.phone(CALLER, "call")
    until(lambda: len(product.at(wait)) >= 2)
    assert simulator.doing(CALLER) == "waiting"

    simulator.ring(OTHER, product)
    until(lambda: simulator.doing(OTHER) == "ringing")
    simulator.phone(OTHER, "answer")
    until(lambda: simulator.doing(CALLER) == "talking")
    simulator.phone(CALLER, "say", words="There are two of them.")
    until(lambda: "There are two of them." in simulator.heard(OTHER))
    simulator.phone(OTHER, "hang-up")
    until(lambda: len([each for each in product.at(ROOM) if each["StatusCallbackEvent"] == "participant-leave"]) == 1)
    assert simulator.doing(CALLER) == "talking"
    simulator.phone(CALLER, "hang-up")

    until(lambda: any(each["StatusCallbackEvent"] == "conference-end" for each in product.at(ROOM)))
    told = [each["StatusCallbackEvent"] for each in product.at(ROOM)]
    assert told == [
        "participant-join", "participant-join", "conference-start", "participant-leave", "participant-leave", "conference-end",
    ]  # fmt: skip
    assert [int(each["SequenceNumber"]) for each in product.at(ROOM)] == [1, 2, 3, 4, 5, 6]
    assert "13238" in simulator.log()  # a Gather while waiting


def test_the_line_that_ends_the_conference_takes_the_others_with_it(product: Product, simulator: Simulator) -> None:
    product.markup[INBOUND] = room(product, starts=False, ends=True)
    product.markup[STEP.format("offer")] = room(product, starts=True, ends=False)
    simulator.phone(CALLER, "call")
    until(lambda: simulator.doing(CALLER) == "waiting")
    simulator.ring(OTHER, product)
    until(lambda: simulator.doing(OTHER) == "ringing")
    simulator.phone(OTHER, "answer")
    until(lambda: simulator.doing(OTHER) == "talking")

    simulator.phone(CALLER, "hang-up")

    until(lambda: statuses(product)[-1:] == ["completed"])
    assert simulator.doing(OTHER) == ""


def test_a_redirect_takes_a_waiting_caller_out_of_the_conference(product: Product, simulator: Simulator) -> None:
    product.markup[INBOUND] = room(product, starts=False, ends=True)
    product.markup[STEP.format("nobody")] = "<Response><Say>Nobody could answer yet.</Say></Response>"
    simulator.phone(CALLER, "call")
    until(lambda: simulator.doing(CALLER) == "waiting")
    sid = product.at(INBOUND)[0]["CallSid"]

    status, _call = simulator.ask("POST", f"/Calls/{sid}.json", {"Url": product.url + STEP.format("nobody")})

    assert status == 200
    until(lambda: "Nobody could answer yet." in simulator.heard(CALLER))
    until(lambda: len(product.at(ROOM)) >= 2)
    assert [each["StatusCallbackEvent"] for each in product.at(ROOM)][:2] == ["participant-join", "participant-leave"]
    until(lambda: simulator.doing(CALLER) == "")
    status, refused = simulator.ask("POST", f"/Calls/{sid}.json", {"Url": product.url + STEP.format("nobody")})
    assert (status, refused["code"]) == (400, 21220)


def test_a_message_is_recorded_told_fetched_and_deleted(product: Product, simulator: Simulator) -> None:
    told = "/carrier/voice/message/t/"
    product.markup[INBOUND] = (
        f'<Response><Record maxLength="120" finishOnKey="#" action="{product.url}{STEP.format("after")}"'
        f' recordingStatusCallback="{product.url}{told}"/></Response>'
    )
    simulator.phone(CALLER, "call")
    until(lambda: simulator.doing(CALLER) == "recording")
    simulator.phone(CALLER, "keys", keys="#")

    news, after = until(lambda: product.at(told))[0], until(lambda: product.at(STEP.format("after")))[0]
    sid = news["RecordingSid"]
    assert (after["RecordingSid"], after["Digits"], news["RecordingStatus"]) == (sid, "#", "completed")
    assert int(news["RecordingDuration"]) >= 1
    status, sound = simulator.ask("GET", f"/Recordings/{sid}.wav")
    assert (status, bytes(sound["raw"])[:4]) == (200, b"RIFF")  # type: ignore[call-overload]
    assert simulator.ask("DELETE", f"/Recordings/{sid}.json")[0] == 204
    assert simulator.ask("GET", f"/Recordings/{sid}.json")[1]["code"] == 20404


def test_hanging_up_keeps_the_message(product: Product, simulator: Simulator) -> None:
    told = "/carrier/voice/message/t/"
    product.markup[INBOUND] = (
        f'<Response><Record recordingStatusCallback="{product.url}{told}" action="{product.url}/x/"/></Response>'
    )
    simulator.phone(CALLER, "call")
    until(lambda: simulator.doing(CALLER) == "recording")

    simulator.phone(CALLER, "hang-up")

    until(lambda: product.at(told))
    assert until(lambda: product.at("/x/"))[0]["Digits"] == "hangup"


def test_when_the_product_fails_the_fallback_is_heard_and_then_an_application_error(
    product: Product, simulator: Simulator
) -> None:
    product.markup[INBOUND] = 500
    product.markup["/carrier/voice/fallback/"] = "<Response><Say>Please call again.</Say></Response>"
    simulator.phone(CALLER, "call")
    until(lambda: "Please call again." in simulator.heard(CALLER))
    assert product.at("/carrier/voice/fallback/")[0]["ErrorCode"] == "11200"

    until(lambda: simulator.doing(CALLER) == "")
    product.markup["/carrier/voice/fallback/"] = "<Response><Say>half"
    simulator.phone(CALLER, "call")
    until(lambda: "application_error" in simulator.heard(CALLER))


def test_the_fallback_rings_fixed_phones_and_the_first_one_talks(product: Product, simulator: Simulator) -> None:
    product.markup[INBOUND] = (
        f'<Response><Dial timeout="20"><Number>{OTHER}</Number><Number>{THIRD}</Number></Dial></Response>'
    )
    simulator.phone(CALLER, "call")
    until(lambda: simulator.doing(OTHER) == "ringing" and simulator.doing(THIRD) == "ringing")

    simulator.phone(THIRD, "answer")

    until(lambda: simulator.doing(CALLER) == "talking" and simulator.doing(THIRD) == "talking")
    until(lambda: simulator.doing(OTHER) == "")
    simulator.phone(THIRD, "say", words="I am here.")
    until(lambda: "I am here." in simulator.heard(CALLER))
    simulator.phone(CALLER, "hang-up")
    until(lambda: simulator.doing(THIRD) == "")


def test_a_queue_says_the_place_and_hands_the_first_over(product: Product, simulator: Simulator) -> None:
    wait = "/carrier/voice/wait/t/queue/"
    product.markup[INBOUND] = f'<Response><Enqueue waitUrl="{product.url}{wait}">line</Enqueue></Response>'
    product.markup[STEP.format("offer")] = "<Response><Dial><Queue>line</Queue></Dial></Response>"
    simulator.phone(CALLER, "call")
    until(lambda: product.at(wait))
    simulator.phone(OTHER, "call")
    until(lambda: any(form["QueuePosition"] == "2" for form in product.at(wait)))
    assert simulator.ask("GET", "/Queues.json")[1]["queues"][0]["current_size"] == 2  # type: ignore[index]

    simulator.ring(THIRD, product)
    until(lambda: simulator.doing(THIRD) == "ringing")
    simulator.phone(THIRD, "answer")

    until(lambda: simulator.doing(CALLER) == "talking")
    assert simulator.doing(OTHER) == "waiting"
