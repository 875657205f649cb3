from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.letterbox.models import Letter

READERS = (Power.ANSWER, Power.LEAD_HOTLINE, Power.DISPATCH, Power.LEAD_RESPONSE)


def letter_for(user: AbstractBaseUser | AnonymousUser, id: UUID) -> Letter:
    """The one way from an address to a letter. Unknown and forbidden look the same: 404."""
    found = Letter.objects.filter(pk=id).exclude(story=None).first() if may(user, *READERS) else None
    if found is None:
        raise Http404
    return found
