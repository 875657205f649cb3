"""Training answers the rooms beside it: whether a certificate counts."""

from uuid import UUID

from amparo.core.events import answers
from amparo.governance.events import CertificateAsked
from amparo.training.selectors import valid_certificates


@answers(CertificateAsked, rank=10)
def say_whose_counts(question: CertificateAsked) -> set[UUID]:
    """Checked at use, on the day itself."""
    held = valid_certificates(question.on).filter(person__in=question.people, course__slug=question.course)
    return set(held.values_list("person", flat=True))
