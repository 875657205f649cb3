"""T9: every address of the house, asked by every role: it opens, or it does not exist. An address without a row fails.

The table says who gets past the door: to a page, a form that is refused, or an action. Everybody else gets 404, a stranger the
sign-in page. ``furnished`` says what stands there: Marisol's call, call-back and shift, Rosa's case, Tom's number and page. So a
row with one letter is somebody's own: Denise (d) answers the same line as Marisol (m) and does not get at what is hers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amparo.people.actions import add_phone
from amparo.people.models import ContactPoint, Person, Session
from amparo.people.sessions import hashed
from amparo.response.models import Report
from tests.furnished import CALLER, Furnished, furnished
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db
# S a stranger, P a person without any power, T Tom who responds, m Marisol and d Denise of the hotline, J June who dispatches,
# R Rosa who looks after members and cases, K who keeps the system running.
ROLES = {
    "P": "plain",
    "T": "responder",
    "m": "hotline",
    "d": "hotline-two",
    "J": "dispatcher",
    "R": "coordinator",
    "K": "technology",
}
EVERYBODY, ANYBODY = "SPTmdJRK", "PTmdJRK"  # with strangers, and without
TABLE = """
core:home                        anybody
core:help                        everybody
core:help_of_room                everybody
core:set_language                everybody
core:style                       everybody

outbox:list                      JRK

vault:keys                       anybody
vault:closing                    nobody
vault:directory                  anybody
vault:session_key                anybody
vault:founding                   K
vault:my_keys                    anybody
vault:enrolment                  anybody
vault:keys_made                  anybody
vault:keys_given_up              anybody
vault:ways_in                    anybody
vault:way_in_new                 TmdJRK
vault:way_proof                  nobody
vault:way_removal                nobody
vault:first_line                 nobody
vault:circles                    anybody
vault:circle                     mdJR
vault:ring                       mdJR
vault:candidate                  mdJR
vault:admission                  mdJR
vault:removal                    mdJR
vault:next_key                   mdJR
vault:proposals                  mdJR
vault:proposal_withdrawal        nobody
vault:notes                      mdJR
vault:note                       mdJR
vault:note_removal               nobody

audit:list                       K
audit:verification               K

people:list                      JR
people:everyone_lock             RK
people:me                        anybody
people:my_languages              anybody
people:my_quiet_hours            anybody
people:my_snooze                 anybody
people:my_consent                anybody
people:my_channels               anybody
people:my_number                 anybody
people:my_number_code            T
people:my_number_check           T
people:my_number_first           T
people:my_number_removal         T
people:my_devices_removal        anybody
people:my_device_removal         nobody
people:welcome                   nobody
people:person                    JR
people:number_reveal             R
people:person_channels           R
people:account_closure           R

governance:bodies                RK
governance:body                  RK
governance:of_person             RK
governance:mandate_new           RK
governance:invitation            RK
governance:mandate_end           RK
governance:invitation_new        RK

training:roster                  JR
training:of_person               JR
training:certificate_new         R
training:certificate_revocation  R

rota:week                        TmdJR
rota:mine                        anybody
rota:of_person                   JR
rota:pattern_new                 R
rota:pattern_end                 R
rota:shift_cancellation          mR
rota:shift_new                   TmdJR
rota:override_removal            mR
rota:clocking_in                 anybody
rota:clocking_out                anybody
rota:pausing                     anybody

cases:list                       mR
cases:opening                    mR
cases:renewals                   mR
cases:renewals_next              mR
cases:case                       R
cases:case_taking                mR
cases:story                      R
cases:needs                      R
cases:case_ending                R
cases:case_reopening             R
cases:files                      R
cases:file                       R
cases:file_finishing             R
cases:file_removing              R
cases:evidence_key               R
cases:team                       R
cases:seats                      R
cases:seat_ending                R

response:board                   J
response:past                    J
response:alarm_taking            nobody
response:report                  J
response:report_move             J
response:report_presence         J
response:report_place            J
response:report_consent          J
response:report_joining          J
response:report_parting          J
response:quota                   J
response:choice                  J
response:activation_opening      J
response:activation              J
response:activation_wave         J
response:activation_stopping     J
response:activation_ending       J
response:activation_correction   J
response:ask_answer              J
response:answer_reading          J
response:place                   everybody

letterbox:report                 everybody
letterbox:erasure                everybody
letterbox:story                  mdJR

hotline:desk                     mdR
hotline:duty                     mdR
hotline:call_end                 mdR
hotline:call_back                mdR
hotline:call_back_owner          mdR
hotline:call_back_attempts       mdR
hotline:call_back_texts          mdR
hotline:call_back_result         mdR
hotline:message_sound            nobody
hotline:recordings               R
hotline:recording                R
hotline:recording_removal        R
hotline:paper                    mdR
hotline:intake                   mR
hotline:intake_attachment        mR
hotline:intake_ending            mR
hotline:intake_story             nobody
hotline:intake_owner             mR

brakes:overview                  RK
brakes:alarm_taking              nobody  # nobody opened too much
brakes:lift_new                  RK
brakes:canary_new                K
brakes:exports                   RK
brakes:export_agreement          nobody  # nobody asked for a list
brakes:export_file               nobody

keeping:overview                 K
keeping:clock                    K
keeping:hold_new                 K
keeping:hold_end                 nobody  # nothing is held
keeping:demand                   K
kept:what_we_hold                everybody
promises:threats                 everybody
promises:not_protected           everybody

demo:start                       everybody
demo:clock                       nobody
demo:login                       everybody
"""
# What the library brings, below /account/: who is signed in sees their own, nobody sees anybody else's.
LIBRARY = ("account_", "mfa_", "page_not_found")
SIGNED = "messaging:"  # the carrier's, tried in T22


def table() -> dict[str, str]:
    rows = (line.split("#")[0].split() for line in TABLE.splitlines())
    words = {"everybody": EVERYBODY, "anybody": ANYBODY, "nobody": ""}
    return {name: words.get(who, who) for name, who in (row for row in rows if row)}


def addresses(found: list[Any] | None = None, room: str = "", before: str = "/") -> Iterator[tuple[str, str]]:
    """The name and the route of every address."""
    for each in get_resolver().url_patterns if found is None else found:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, f"{each.namespace}:" if each.namespace else room, here)
        elif isinstance(each, URLPattern):
            yield room + (each.name or each.callback.__name__), here


def ours() -> dict[str, str]:
    return {name: route for name, route in addresses() if not name.startswith((*LIBRARY, SIGNED))}


@dataclass
class House:
    filled: Furnished
    clients: dict[str, Client]

    def ask(self, role: str, address: str) -> Any:
        """What this role gets, by the method that the address takes; whatever it did is undone."""
        with transaction.atomic():
            answer = self.clients[role].get(address)
            if answer.status_code == 405:
                answer = self.clients[role].post(address)
            transaction.set_rollback(True)
        return answer


def gets_past(answer: Any) -> bool:
    return answer.status_code != 404 and "/account/login/" not in answer.get("Location", "")


@pytest.fixture
def house() -> House:
    filled = furnished()
    Person.objects.create_user("plain", None, display_name="Ines")
    clients = {role: at_work(Person.objects.get(username=slug)) for role, slug in ROLES.items()}
    return House(Furnished(defaultdict(lambda: str(uuid4()), filled.ids)), {"S": Client(), **clients})


def test_t9_without_a_power_no_door_opens() -> None:
    """The table says it of every door; this one says it at once."""
    ines = at_work(Person.objects.create_user("ines", None, display_name="Ines"))

    assert {ines.get(page).status_code for page in ("/people/", "/response/", "/hotline/", "/cases/", "/brakes/")} == {
        404
    }


def test_t9_every_address_has_its_row() -> None:
    assert sorted(set(ours()) - set(table())) == []
    assert sorted(set(table()) - set(ours())) == []


def test_t9_every_address_opens_for_whom_the_table_says_and_for_nobody_else(house: House) -> None:
    wrong, said = list[str](), table()
    for name, route in ours().items():
        address = house.filled.fill(route)
        answers = {role: house.ask(role, address) for role in EVERYBODY}
        past = "".join(role for role, answer in answers.items() if gets_past(answer))
        strange = [role for role, answer in answers.items() if answer.status_code >= 500]
        if past != said[name] or strange:
            wrong.append(f"{name} lets in {past!r}, the table says {said[name]!r}; broken for {strange}")
        if len(wrong) > 5:
            break

    assert not wrong, "\n".join(wrong)


def test_t9_a_locked_device_shows_no_page_but_who_is_there(house: House) -> None:
    """Boards that fetch themselves are another matter: they are tried where the lock is."""
    rosa, open_still = house.clients["R"], set[str]()
    session = rosa.session
    session["demo"], session["seen"] = False, session["seen"] - settings.LOCK_MINUTES * 60 - 1
    session.save()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(Person.objects.get(username="coordinator"), generate_totp_secret())

    for name, route in ours().items():
        answer = house.ask("R", house.filled.fill(route))
        if "/account/reauthenticate/" not in answer.get("Location", ""):
            open_still.add(name)

    assert open_still == set(OPEN_WHILE_LOCKED)


OPEN_WHILE_LOCKED = (
    "core:help", "core:help_of_room", "core:set_language", "demo:clock", "demo:login", "demo:start", "letterbox:report",
    "letterbox:erasure", "response:place",
)  # fmt: skip


def test_t9_nobody_gets_at_the_numbers_and_devices_of_somebody_else(house: House) -> None:
    """Own and not own of what stands on everybody's own page."""
    tom, june = (Person.objects.get(username=name) for name in ("responder", "dispatcher"))
    point = ContactPoint.objects.filter(owners=june).first() or add_phone(june, number="+14135550186", by=None)
    device = hashed(house.clients["J"].session.session_key)
    foreign = [f"/people/me/numbers/{point.pk}/{what}/" for what in ("code", "check", "first", "removal")]
    foreign += [f"/people/me/devices/{device}/removal/"]

    assert [house.ask("J", address).status_code for address in foreign] != [404] * 5
    for role in "PTmdRK":
        assert [house.ask(role, address).status_code for address in foreign] == [404] * 5
    assert Session.objects.filter(pk=device).exists()
    assert tom.pk != june.pk


# Rows that must not be seen, and by whom they may be: on any page, list, count, search or part of the house.
def test_t9_no_list_search_or_page_shows_what_its_reader_may_not_see(house: House) -> None:
    zebedea = Person.objects.create_user("zebedea", None, display_name="Zebedea Quill", town="Holyoke")
    add_phone(zebedea, number="+16175550177", by=None)
    for report in Report.objects.all():
        report.place = "the yellow door of the canary house"
        report.save(update_fields=["place"])
    may = {
        "Zebedea Quill": "JR", "canary house": "J", "6175550177": "", "617-555-0177": "", CALLER[2:]: "",
        "Familia Mu": "", "Jueves a las": "",
    }  # fmt: skip
    seen = {canary: set[str]() for canary in may}
    # the place of a report is on the page behind its secret link too: that is what the link is for
    pages = [house.filled.fill(route) for name, route in ours().items() if name != "response:place"]
    pages += ["/people/?page=2", f"/people/{zebedea.pk}/"]
    posted = {"/people/": {"q": "Zebedea"}, house.filled.fill(ours()["response:report_place"]): {}}

    for address in dict.fromkeys([*pages, *posted]):
        for role in EVERYBODY:
            with transaction.atomic():
                answer = house.clients[role].get(address)
                shown = answer.status_code == 200
                part = house.clients[role].get(address, headers={"HX-Request": "true"}) if shown else answer
                part = house.clients[role].post(address, posted[address]) if address in posted else part
                transaction.set_rollback(True)
            words = (answer.getvalue() + part.getvalue()).decode("utf-8", "replace")
            for canary in may:
                if canary in words:
                    seen[canary].add(role)
                    assert role in may[canary], f"{role} sees {canary!r} at {address}"

    assert (seen["Zebedea Quill"], seen["canary house"]) == (set("JR"), set("J")), "those who may see do see"
