from uuid import UUID

from django.http import Http404

from amparo.vault.models import Circle, Note
from amparo.vault.selectors import circles_of
from amparo.vault.someone import Someone


def circle_for(person: Someone, name: str) -> Circle:
    """A circle by its name, for its members; for others it does not exist."""
    circle = circles_of(person).filter(name=name).first()
    if circle is None:
        raise Http404
    return circle


def note_for(person: Someone, circle: str, id: UUID) -> Note:
    """A note of a circle that this person is in."""
    note = Note.objects.filter(pk=id, circle=circle_for(person, circle)).first()
    if note is None:
        raise Http404
    return note
