from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.enums import Ended
from amparo.cases.models import Needs, Story
from amparo.core.forms import Form
from amparo.core.sealed import Closing, Place
from amparo.vault.sealing import SealedFormField


class SheetForm(Form):
    """Words of a case that are closed in the browser to one of its keys."""

    table = ""

    def closes(
        self, name: str, row: UUID, case: UUID, *, key: UUID | None, there: bytes | None, column: str = ""
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, SealedFormField)
        closing = Closing(key, "") if key else None
        place = Place(self.table, column or name, row, str(case))
        field.belongs(place, closing=closing, closed=there, key=key if there else None)


class StoryForm(SheetForm):
    """Who it is about and what happened."""

    table = "cases_story"
    names = SealedFormField(label=_("Names"), single=True, most=400, required=False)
    contacts = SealedFormField(
        label=_("How to reach them"), rows=3, required=False, help_text=_("Phone, family, a friend who knows.")
    )
    narrative = SealedFormField(label=_("What happened, in their words"), rows=10, most=12_000, required=False)

    def belongs(self, story: Story) -> "StoryForm":
        """Say where the words belong and what stands there."""
        for name in self.fields:
            self.closes(name, story.pk, story.case_id, key=story.key, there=getattr(story, name))
        return self


class NeedsForm(SheetForm):
    """What whoever goes along must know."""

    table = "cases_needs"
    needs = SealedFormField(
        label=_("What whoever goes along must know"), rows=6, required=False,
        help_text=_("Where and when to meet, language, children, medicine. No name and no story."),
    )  # fmt: skip

    def belongs(self, needs: Needs) -> "NeedsForm":
        """Say where the words belong and what stands there."""
        self.closes("needs", needs.pk, needs.case_id, key=needs.key, there=needs.words, column="words")
        return self


class OpeningForm(SheetForm):
    """A new case, closed to keys that the browser makes for it."""

    names, contacts, narrative = (StoryForm.base_fields[name] for name in ("names", "contacts", "narrative"))
    needs = NeedsForm.base_fields["needs"]
    case = forms.UUIDField(widget=forms.HiddenInput)
    story = forms.UUIDField(widget=forms.HiddenInput)
    needs_row = forms.UUIDField(widget=forms.HiddenInput)
    made = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)
    unread = frozenset({"made"})  # public keys and closed wraps, made by the page's script

    def belongs(self, *, case: UUID, story: UUID, needs: UUID) -> "OpeningForm":
        """Say where the words will belong; the browser says under which keys."""
        self.table = "cases_story"
        for name in ("names", "contacts", "narrative"):
            self.closes(name, story, case, key=None, there=None)
        self.table = "cases_needs"
        self.closes("needs", needs, case, key=None, there=None, column="words")
        return self


class PageForm(Form):
    """Which open page writes: nothing but the id that it was given is kept."""

    page = forms.UUIDField()


class EndingForm(Form):
    """How a case ended."""

    how = forms.ChoiceField(label=_("How did it end?"), choices=Ended.choices, widget=forms.RadioSelect)
