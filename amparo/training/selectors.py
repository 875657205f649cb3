from datetime import date

from django.db.models import QuerySet

from amparo.people.models import Person
from amparo.training.models import Certificate, Course


def valid_certificates(on: date) -> QuerySet[Certificate]:
    """Certificates that count on this day: checked at use, not at sign-up."""
    return Certificate.objects.filter(revoked_at=None, granted_on__lte=on, expires_on__gte=on)


def holders(course: str, on: date) -> QuerySet[Person]:
    """Everybody whose certificate of this course counts on this day."""
    return Person.objects.filter(pk__in=valid_certificates(on).filter(course__slug=course).values("person"))


def trained(on: date, *, course: str = "rapid-response", town: str = "") -> QuerySet[Person]:
    """Active people whose certificate of this course counts on this day, by name; of one town when it is named."""
    people = holders(course, on).filter(is_active=True)
    return (people.filter(town__iexact=town) if town else people).order_by("display_name", "username")


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, the newest first."""
    return Certificate.objects.filter(person=person).select_related("course").order_by("-expires_on")


def courses() -> QuerySet[Course]:
    """Every course, by name."""
    return Course.objects.order_by("name")
