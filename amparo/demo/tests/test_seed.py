import pytest
from django.test import Client

from amparo.demo.cast import CAST
from amparo.demo.seed import seed
from amparo.governance.access import may
from amparo.people.models import ContactPoint, Person
from amparo.training.models import Certificate

pytestmark = pytest.mark.django_db


def test_the_invented_network_has_its_people_and_only_invented_numbers() -> None:
    assert seed() is True
    assert seed() is False

    assert Person.objects.count() == 2000
    assert Person.objects.filter(mandates__power="response.respond").distinct().count() == 800
    assert Person.objects.filter(mandates__power="hotline.answer").distinct().count() >= 38
    assert Certificate.objects.filter(course__slug="rapid-response").count() >= 700
    numbers = [point.value.reveal() for point in ContactPoint.objects.all()]
    assert all(number[2:5] in {"413", "617", "508"} and number[5:10] == "55501" for number in numbers)
    assert len(numbers) == len(set(numbers)) > 250


@pytest.mark.parametrize("each", CAST, ids=lambda each: each.slug)
def test_one_click_lets_a_visitor_be_anybody_of_the_cast(client: Client, each: object) -> None:
    seed()

    answer = client.post(f"/demo/login/{each.slug}/")  # type: ignore[attr-defined]

    assert answer.status_code == 302
    person = Person.objects.get(pk=client.session["_auth_user_id"])
    assert person.display_name == each.name  # type: ignore[attr-defined]
    assert may(person, *each.powers)  # type: ignore[attr-defined]


def test_a_part_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.post("/demo/login/nobody/").status_code == 404
    assert client.post("/demo/clock/", {"speed": "1000"}).status_code == 404
