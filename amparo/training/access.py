from uuid import UUID

from django.http import Http404

from amparo.training.models import Certificate


def certificate_for(public_id: UUID) -> Certificate:
    """A certificate by its id; unknown is 404."""
    certificate = Certificate.objects.filter(pk=public_id).select_related("person", "course").first()
    if certificate is None:
        raise Http404
    return certificate
