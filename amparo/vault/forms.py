from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.core.sealed import Place
from amparo.vault.models import Circle, Note
from amparo.vault.sealing import SealedFormField


class NoteForm(Form):
    """A note of a circle; its words are closed before they leave the browser."""

    words = SealedFormField(label=_("What should the others of this circle know?"), rows=6)

    def belongs(self, circle: Circle, *, row: object, note: Note | None) -> "NoteForm":
        """Say where the words belong."""
        field = self.fields["words"]
        assert isinstance(field, SealedFormField)
        place = Place("vault_note", "words", row)  # type: ignore[arg-type]
        there, key = (note.words, note.key) if note else (None, None)
        field.belongs(place, circle=circle.name, closed=there, key=key)
        return self
