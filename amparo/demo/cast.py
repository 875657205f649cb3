"""The people of the demo whom a visitor can be, and the phones they hold. All invented."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.governance.enums import Power


@dataclass(frozen=True)
class Part:
    """One part of the cast: what the person does, what they may, and the phone in their pocket."""

    slug: str
    name: str
    title: str | Promise
    does: str | Promise
    language: str
    speaks: tuple[str, ...]
    phone: str
    town: str
    powers: tuple[Power, ...]
    courses: tuple[str, ...]
    page: str


CAST = (
    Part("hotline", "Marisol A.", _("Hotline responder"), _("Answers callers in Spanish and English."),
         "es", ("es", "en"), "+14135550110", "Holyoke", (Power.ANSWER, Power.CASEWORK), ("hotline",), "/hotline/"),
    Part("hotline-two", "Denise R.", _("Second hotline responder"), _("Answers callers in English and Portuguese."),
         "en", ("en", "pt-BR"), "+14135550111", "Northampton", (Power.ANSWER,), ("hotline",), "/hotline/"),
    Part("verifier", "Wilfredo C.", _("Verifier"), _("Goes and looks before anybody else is sent."),
         "es", ("es", "en"), "+14135550112", "Holyoke", (Power.VERIFY, Power.RESPOND),
         ("rapid-response", "verifying"), "/response/"),
    Part("dispatcher", "June T.", _("Dispatcher"), _("Sends the nearest trained people and keeps the board."),
         "en", ("en", "es"), "+14135550113", "Easthampton", (Power.DISPATCH, Power.VERIFY), ("verifying",), "/response/"),
    Part("lead", "Ana Lucia F.", _("Lead"), _("Leads on the corner and hears every alarm."),
         "es", ("es", "en"), "+14135550114", "Holyoke", (Power.LEAD_RESPONSE, Power.RESPOND, Power.DISPATCH, Power.CASEWORK),
         ("rapid-response", "lead", "documenting"), "/response/"),
    Part("responder", "Tom K.", _("Rapid responder"), _("Observes and documents, and never interferes."),
         "en", ("en",), "+14135550120", "Holyoke", (Power.RESPOND,), ("rapid-response", "documenting"), "/people/me/"),
    Part("coordinator", "Rosa M.", _("Volunteer coordinator"), _("Looks after members, trainings and shifts."),
         "es", ("es", "en"), "+14135550115", "Holyoke", (
             Power.MANAGE_PEOPLE, Power.LEAD_HOTLINE, Power.REVEAL_CONTACT, Power.CASEWORK, Power.LEAD_CASES,
             Power.EXPORT,
         ),
         ("hotline",), "/people/"),
    Part("technology", "Sam P.", _("Technology subcommittee"), _("Keeps the system running and reads the audit."),
         "en", ("en",), "+14135550116", "Amherst",
         (Power.RUN_HOUSE, Power.READ_AUDIT, Power.HOLD_RECORDS, Power.EXPORT), (), "/people/audit/"),
)  # fmt: skip


def part(slug: str) -> Part | None:
    """The part with this slug."""
    return next((each for each in CAST if each.slug == slug), None)
