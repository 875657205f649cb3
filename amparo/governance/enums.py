from django.db import models
from django.utils.translation import gettext_lazy as _


class Power(models.TextChoices):
    """What a mandate lets a person do."""

    ANSWER = "hotline.answer", _("Answer the hotline")
    LEAD_HOTLINE = "hotline.lead", _("Lead the hotline")
    VERIFY = "response.verify", _("Verify reports")
    DISPATCH = "response.dispatch", _("Send people out")
    LEAD_RESPONSE = "response.lead", _("Lead a response")
    RESPOND = "response.respond", _("Respond on a corner")
    CASEWORK = "cases.work", _("Stand by people: cases")
    LEAD_CASES = "cases.lead", _("Lead casework")
    MANAGE_PEOPLE = "people.manage", _("Look after members and volunteers")
    REVEAL_CONTACT = "people.reveal", _("See a phone number, with a reason")
    EXPORT = "people.export", _("Take lists out, with a second person")
    READ_AUDIT = "audit.read", _("Read the audit")
    HOLD_RECORDS = "records.hold", _("Keep things for a legal duty, and see what a demand would reach")
    RUN_HOUSE = "house.run", _("Run the system")


# What whoever looks after members may give; the rest is given only by whoever runs the system.
GIVEN_BY_COORDINATORS = frozenset(
    {Power.ANSWER, Power.LEAD_HOTLINE, Power.VERIFY, Power.DISPATCH, Power.LEAD_RESPONSE, Power.RESPOND}
)
