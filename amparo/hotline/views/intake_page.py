"""What the intake page shows, put together for its template."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from amparo.geo.drawing import town_map
from amparo.hotline.enums import Branch, CallState
from amparo.hotline.forms import SPOKEN, IntakeForm
from amparo.hotline.models import Intake
from amparo.hotline.scripts import GENERAL, SCRIPTS, VERSION, reviewers, script_language, spoken
from amparo.hotline.selectors.desk import duty_of, others_on_duty
from amparo.hotline.selectors.intake import (
    ONLY_TOWN,
    calls_and_call_backs,
    key_of,
    near_reports,
    source_of,
    spot_of,
    typed_of,
)
from amparo.hotline.selectors.queue import leads
from amparo.people.models import Person
from amparo.vault.selectors import is_founded


@dataclass(frozen=True)
class ShownLine:
    """A line of the script in the caller's and in the responder's language, and whether it was said."""

    key: str
    words: list[tuple[str, str]]
    said: bool


@dataclass(frozen=True)
class ShownScript:
    """The script of a branch, ready to be shown."""

    branch: str
    title: str | Promise
    lines: list[ShownLine]
    forks: list[tuple[str | Promise, list[tuple[str | Promise, list[ShownLine]]]]]


def _lines(keys: tuple[str, ...], intake: Intake, person: Person, said: set[str]) -> list[ShownLine]:
    languages = list(dict.fromkeys((script_language(intake.language), script_language(person.language))))
    return [ShownLine(key, [(each, spoken(key, each)) for each in languages], key in said) for key in keys]


def _scripts(intake: Intake, person: Person, said: set[str]) -> list[ShownScript]:
    def shown(keys: tuple[str, ...]) -> list[ShownLine]:
        return _lines(keys, intake, person, said)

    return [
        ShownScript(
            script.branch.value,
            Branch(script.branch).label,
            shown(script.lines),
            [(fork.question, [(label, shown(keys)) for label, keys in fork.answers]) for fork in script.forks],
        )
        for script in SCRIPTS.values()
    ]


def page_context(intake: Intake, form: IntakeForm, person: Person) -> dict[str, Any]:
    """Everything the page and its parts need."""
    call, call_back = calls_and_call_backs(intake.origin)
    said = set(form.said) if form.said is not None else {tick["line"] for tick in intake.said}
    languages = list(dict.fromkeys((script_language(intake.language), script_language(person.language))))
    typed = typed_of(intake)
    context: dict[str, Any] = {
        "intake": intake, "form": form, "me": person, "call": call, "call_back": call_back, 
        "talking": call is not None and call.state == CallState.TALKING and call.claimed_by_id == person.pk,
        "since": (call.claimed_at if call and call.claimed_at else None) or intake.created_at,
        "scripts": _scripts(intake, person, said), "general": _lines(GENERAL, intake, person, said), "version": VERSION,
        "reviews": [(language, SPOKEN[language], reviewers(language)) for language in languages],
        "caller_language": SPOKEN.get(intake.language, intake.language),
        "duty": duty_of(person), "source": source_of(intake.origin) if intake.closed_at else None,
        "founded": is_founded(), "others": others_on_duty(person), "leads": leads() if intake.closed_at else [],
    }  # fmt: skip
    if intake.closed_at is None:
        spot = spot_of(intake.town, typed)
        drawing = town_map(intake.town)
        context |= {
            "spot": spot, "typed": typed, "choices": [(key_of(place), place) for place in spot.choices],
            "only_town": ONLY_TOWN, "near": near_reports(intake), "map": drawing,
            "pin": drawing.place(intake.lat, intake.lon) if drawing and intake.lat is not None and intake.lon else None,
        }  # fmt: skip
    return context
