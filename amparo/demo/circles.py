"""The demo's circles, founded, and the keys of its invented people, which are written down in keys.json for all to see."""

import json
from base64 import b64decode
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from amparo.core.events import answers
from amparo.people.models import Person
from amparo.vault.enums import Opens
from amparo.vault.events import PracticePhraseAsked
from amparo.vault.models import PersonKey
from amparo.vault.practice import Practice, Way, found, give_keys, list_people

MEMBERS = {
    "hotline-triage": ("hotline", "hotline-two", "verifier", "dispatcher", "lead", "coordinator"),
    "casework": ("coordinator", "hotline", "lead"),
    "evidence": ("coordinator", "lead", "verifier"),
    "accompaniment": ("coordinator", "lead", "responder"),
    "sanctuary": ("coordinator", "lead"),
    "fund-payees": ("coordinator", "dispatcher"),
}


@lru_cache(maxsize=1)
def written_down() -> dict[str, Any]:
    """What keys.json says."""
    said: dict[str, Any] = json.loads((Path(__file__).parent / "keys.json").read_text("utf-8"))
    return said


def keys_of(slug: str) -> Practice:
    """The keys of one of the cast."""
    said = written_down()["people"][slug]
    ways = [Way(UUID(each["id"]), Opens(each["opens"]), b64decode(each["closed"])) for each in said["ways"]]
    return Practice(said["recipient"], said["sign"], ways)


def found_circles() -> dict[str, PersonKey]:
    """Give the cast their keys, list them, and found the circles."""
    people = {person.username: person for person in Person.objects.filter(username__in=written_down()["people"])}
    keys = {slug: give_keys(person, keys_of(slug)) for slug, person in people.items()}
    root = written_down()["people"][written_down()["founder"]]["sign"]
    list_people(keys.values(), root=root)
    members = {circle: [keys[slug] for slug in slugs if slug in keys] for circle, slugs in MEMBERS.items()}
    second = written_down()["people"]["coordinator"]["sign"]
    found(members, root=root, recovery=written_down()["recovery"]["recipient"], second=second)
    return keys


@answers(PracticePhraseAsked, rank=10)
def practice_phrase(question: PracticePhraseAsked) -> str | None:
    """The seven words of one of the cast, so that a visitor opens their keys with one button."""
    said = written_down()["people"].get(question.username)
    return str(said["ways"][0]["words"]) if said else None
