from uuid import UUID

from django.http import Http404

from amparo.people.models import Person
from amparo.rota.models import Override, Pattern


def pattern_for(person: Person, public_id: UUID, *, manages: bool) -> Pattern:
    """A weekly shift: one's own, or anybody's for whoever makes the rota. Unknown and forbidden look the same: 404."""
    patterns = Pattern.objects.select_related("person")
    pattern = (patterns if manages else patterns.filter(person=person)).filter(pk=public_id).first()
    if pattern is None:
        raise Http404
    return pattern


def override_for(person: Person, public_id: UUID, *, manages: bool) -> Override:
    """A dated exception: one's own added shift, or anything for whoever makes the rota."""
    rows = Override.objects.all() if manages else Override.objects.filter(person=person)
    override = rows.filter(pk=public_id).first()
    if override is None:
        raise Http404
    return override
