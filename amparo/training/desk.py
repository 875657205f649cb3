"""Training answers the rooms beside it: whether a certificate counts."""

from amparo.core.events import answers
from amparo.governance.events import CertificateAsked
from amparo.training.selectors import valid_certificates


@answers(CertificateAsked, rank=10)
def say_whether_it_counts(question: CertificateAsked) -> bool:
    """Checked at use, on the day itself."""
    return valid_certificates(question.on).filter(person=question.person, course__slug=question.course).exists()
