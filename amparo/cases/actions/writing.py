"""What a team writes. Two who change the same words: the second is shown both and loses nothing."""

from collections.abc import Mapping

from django.db import transaction

from amparo.audit.actions import record
from amparo.cases.actions.opening import STORY
from amparo.cases.errors import CaseClosed, NotComplete
from amparo.cases.models import Case, Closure, Needs, Story
from amparo.core import clock
from amparo.people.models import Person
from amparo.vault.errors import ChangedMeanwhile
from amparo.vault.sealing import Sealed, version_of


@transaction.atomic
def write_story(case: Case, *, by: Person, page: str, words: Mapping[str, Sealed | None]) -> Story:
    """Keep the names, contacts and story as they were closed in the browser. ChangedMeanwhile when another page wrote since."""
    story = Story.objects.select_for_update().get(case=case)
    _write(story, {name: words[name] for name in STORY}, case=case, page=page)
    record("case.story_written", actor=by, subject=case)
    return story


@transaction.atomic
def write_needs(case: Case, *, by: Person, page: str, words: Sealed | None) -> Needs:
    """Keep what whoever goes along must know. ChangedMeanwhile when another page wrote since."""
    needs = Needs.objects.select_for_update().get(case=case)
    _write(needs, {"words": words}, case=case, page=page)
    record("case.needs_written", actor=by, subject=case)
    return needs


def _write(row: Story | Needs, words: Mapping[str, Sealed | None], *, case: Case, page: str) -> None:
    if Closure.objects.filter(case=case).exists():
        raise CaseClosed
    for column, given in words.items():
        there = getattr(row, column)
        if given is not None and given.key != row.key:
            raise NotComplete
        seen = given.seen if given is not None else ""
        if row.page != page and there and seen != version_of(there):
            raise ChangedMeanwhile
        setattr(row, column, given.closed if given is not None else None)
    row.page, row.changed_at = page, clock.now()
    row.save(update_fields=[*words, "page", "changed_at"])
