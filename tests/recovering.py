"""A founded network whose recovery key was made in a real ceremony, with cases and words that only its people open."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyrage
from django.conf import settings
from django.contrib.auth import get_user_model

from amparo.cases.models import Case, Needs, Seat, Story
from amparo.core.sealed import close_for
from amparo.governance.actions import found_body, grant_mandate
from amparo.governance.enums import Power
from amparo.letterbox.models import Letter
from amparo.vault.actions.enrolment import give_up_keys
from amparo.vault.enums import Kind, Opens, Part
from amparo.vault.models import Circle, Key, Note
from amparo.vault.practice import Practice, Way, found, give_keys, list_people, wrap
from amparo.vault.tests.factories import Keyed, keyed
from tests.houses import amparo
from tests.opened import place_of
from tests.processes import database_url

Words = dict[tuple[str, str], str]  # by row and column


@dataclass
class Network:
    """Who is in it, and what stands closed in it: the words by the row they stand in."""

    ana: Keyed
    luz: Keyed
    keys: dict[str, Key]
    words: Words

    @property
    def everybody(self) -> tuple[Keyed, Keyed]:
        return self.ana, self.luz


def network(recipient: str) -> Network:
    """Ana, who runs the house, and Luz, with circles founded to this recovery key, two cases and a note."""
    ana, luz = keyed("ana"), keyed("luz")
    grant_mandate(
        ana.person,
        body=found_body("Technology", by=None),
        power=Power.RUN_HOUSE,
        reason="keeps the house running",
        by=None,
    )
    list_people([ana.key, luz.key], root=ana.sign)
    circles = ("hotline-triage", "casework", "evidence", "accompaniment", "sanctuary", "fund-payees")
    keys = found({name: [ana.key, luz.key] for name in circles}, root=ana.sign, recovery=recipient, second=luz.sign)
    words = {**case(keys["casework"], team=[ana, luz]), **case(keys["casework"], team=[luz])}
    words |= alone(reader=luz)
    note = Note(circle=Circle.objects.get(name="hotline-triage"), key=keys["hotline-triage"].pk)
    note.words = close_for([keys["hotline-triage"].recipient], "for the next shift", place=place_of(note, "words"))
    note.save()
    return Network(ana, luz, keys, {**words, (str(note.pk), "words"): "for the next shift"})


def part_key(case: Case, part: Part) -> tuple[Key, str]:
    """The key of one part of a case, and its private half."""
    inside = pyrage.x25519.Identity.generate()
    return Key.objects.create(kind=Kind.CASE, subject=case.pk, part=part, recipient=str(inside.to_public())), str(
        inside
    )


def case(circle: Key, *, team: list[Keyed]) -> Words:
    """A case whose parts are wrapped for the casework circle, with its story and its needs."""
    made = Case.objects.create()
    Seat.objects.bulk_create(
        Seat(case=made, person_id=each.person.pk, part=part) for each in team for part in (Part.IDENTITY, Part.OPS)
    )
    words: Words = {}
    for row, part, columns in (
        (Story(case=made), Part.IDENTITY, ("names", "contacts", "narrative")),
        (Needs(case=made), Part.OPS, ("words",)),
    ):
        key, inside = part_key(made, part)
        wrap(key, inside, to_key=circle)
        row.key = key.pk
        for column in columns:
            words[str(row.pk), column] = f"{column} of {made.reference}"
            setattr(row, column, close_for([key.recipient], words[str(row.pk), column], place=place_of(row, column)))
        row.save()
    return words


def alone(*, reader: Keyed) -> Words:
    """A part that hangs on one person and on the recovery alone, on no circle."""
    key, inside = part_key(Case.objects.create(), Part.EVIDENCE)
    wrap(key, inside, to_key=Key.objects.get(kind=Kind.RECOVERY))
    wrap(key, inside, to_person=reader.key)
    row = Letter(code=uuid4().hex, key=key.pk)
    row.story = close_for([key.recipient], "what only Luz had", place=place_of(row, "story"))
    row.save()
    return {(str(row.pk), "story"): "what only Luz had"}


def lose_every_browser(there: Network) -> None:
    """Nobody has a passkey or words any more, and whatever lay in a browser is gone."""
    for each in there.everybody:
        give_up_keys(each.person, by=each.person)


def with_new_keys(person: Keyed) -> Keyed:
    """The same person with a new phone: keys that nobody has closed anything to."""
    age, sign = pyrage.x25519.Identity.generate(), uuid4().hex * 2
    ways = [Way(uuid4(), opens, b"age-encryption.org/v1\n") for opens in (Opens.PASSKEY, Opens.PHRASE)]
    who = get_user_model().objects.get(pk=person.person.pk)
    return Keyed(who, give_keys(who, Practice(str(age.to_public()), sign, ways)), age, sign)


def on_the_house(*words: str, **environment: str) -> tuple[int, str]:
    """What the house answers to a step of the recovery that two people name."""
    named = [word for name, who in (("--by", "ana"), ("--with", "luz")) if name not in words for word in (name, who)]
    done = amparo(
        "recovery", *words, *named, "--language", "en",
        DATABASE_URL=database_url(), AMPARO_MODE="test", AMPARO_EPOCHS=str(settings.EPOCHS),
        AMPARO_OPERATIONAL_KEY_FILE=str(settings.OPERATIONAL_KEY_FILE), AMPARO_PINS=str(settings.PINS),
        **environment,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def exported(folder: Path) -> Path:
    """An export of the test's own database, made by the command."""
    code, said = on_the_house("export", str(folder))
    assert code == 0, said
    return folder
