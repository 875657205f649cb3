"""T8: whoever writes the database swaps bodies, wraps and columns, or rolls a key back. Nothing opens as what it is not."""

from uuid import UUID, uuid4

import pyrage
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from amparo.core.sealed import NotSealed, Place, close_for, read_body
from amparo.people.models import Person
from amparo.vault.enums import Shreds
from amparo.vault.epochs import disclose, enclose, this_week
from amparo.vault.errors import NotAnEpoch
from amparo.vault.models import Circle, Note
from tests.vault_desks import Sits
from tests.vault_pages import box

places = st.builds(
    Place, table=st.sampled_from(["cases_case", "cases_note", "vault_wrap"]), column=st.sampled_from(["words", "name", "body"]),
    row=st.integers(1, 4).map(lambda n: UUID(int=n)), case=st.sampled_from(["", "one", "two"]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(written=places, found=places)
def test_t8_a_body_opens_only_in_its_own_row_column_and_case(written: Place, found: Place) -> None:
    assume(written != found)
    key = pyrage.x25519.Identity.generate()
    opened = pyrage.decrypt(close_for([str(key.to_public())], "words", place=written), [key])

    assert read_body(opened, place=written) == "words"
    with pytest.raises(NotSealed):
        read_body(opened, place=found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a=st.sampled_from(list(Shreds)), b=st.sampled_from(list(Shreds)), one=st.integers(1, 3), two=st.integers(1, 3))
def test_t8_a_wrap_comes_out_only_of_its_own_row_and_class(a: Shreds, b: Shreds, one: int, two: int) -> None:
    assume((a, one) != (b, two))
    enclosed = enclose(b"age-encryption.org/v1\n...", shreds=a, week=this_week(), context=f"vault_wrap.body.{one}")
    enclose(b"age-encryption.org/v1\n...", shreds=b, week=this_week(), context="the epoch is there")

    with pytest.raises(NotAnEpoch):
        disclose(enclosed, shreds=b, week=this_week(), context=f"vault_wrap.body.{two}")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t8_a_circles_key_that_was_rolled_back_is_refused_and_no_word_is_lost(
    desk: Sits, cast: dict[str, Person]
) -> None:
    """The browser has seen version 2; the database says version 1 again. Nothing is closed to it, what was typed stays."""
    circle = Circle.objects.get(name="casework")
    rosa = desk("coordinator")
    page = rosa.at(f"/vault/circles/casework/notes/{uuid4()}/")
    rosa.opens()
    page.evaluate("""() => {
      const seen = JSON.parse(localStorage.getItem("vault-seen") ?? "{}");
      localStorage.setItem("vault-seen", JSON.stringify({ ...seen, versions: { casework: 2 } }));
    }""")

    box(page).fill("words to an old key")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_text("The key of this circle could not be confirmed")).to_be_visible()
    expect(box(page)).to_have_value("words to an old key")
    assert not Note.objects.filter(circle=circle).exists()
