"""Who might want what is here, and what they would get; and what is not protected. In plain words, for the public pages.

Whoever changes what the house can do changes these words in the same commit: SECURITY.md has the long form.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Threat:
    """Somebody who might want what is here: what they would get, and what they would not."""

    name: str
    who: Words
    gets: Words
    gets_not: Words


@dataclass(frozen=True)
class Gap:
    """Something that is not protected, and what can be done about it."""

    name: str
    what: Words
    help: Words


CLOSED = _("Stories, names and contacts in cases, texts and voice messages to us: only ciphertext.")

THREATS = (
    Threat(
        "taken", _("Somebody takes our server, switched off"),
        _("The names members chose, their towns and shifts. Times and counts of calls and reports. If the key file lies on the same machine: members' telephone numbers, and callers' numbers while we still have to call back."),
        CLOSED,
    ),
    Threat(
        "running", _("Somebody takes it while it runs, or copies its memory"),
        _("All of the above, and what passes through in that moment: a text on its way in, a number being dialled."),
        _("What was closed before. The server has no key that opens it, not in its memory either."),
    ),
    Threat(
        "demand", _("A court or an agency demands what we have"),
        _("What stands on the page of what we hold: mostly times and counts, for some days. Three people who keep recovery sheets could be pressed together."),
        _("Anything whose time is over, and what only people's own keys open. We cannot hand over what we cannot read."),
    ),
    Threat(
        "carrier", _("Somebody asks the telephone company"),
        _("Which numbers called or texted us, when and how long. Words of a text while it was on its way. We cannot change that."),
        _("Our copies there: we delete them and check that they are gone. Calls are never recorded."),
    ),
    Threat(
        "keeper", _("Whoever runs our server turns against us"),
        _("Times, counts, and members' numbers. By changing our pages they could catch what people open from then on."),
        _("What nobody opens meanwhile. Anybody can compare our pages with the published ones; a change is found."),
    ),
    Threat(
        "inside", _("Somebody joins us to spy"),
        _("What their task lets them read, as long as they have it. They can copy that."),
        _("Cases of other teams, and much at once: reading is counted, written down and slowed. Once removed, nothing that comes after."),
    ),
    Threat(
        "phone", _("Somebody has a volunteer's phone"),
        _("Unlocked: what that person can do, until somebody locks them out, which takes seconds. Keys close after 5 minutes."),
        _("Locked: nothing but the addresses of our pages. What stays in the browser is closed."),
    ),
    Threat(
        "backup", _("Somebody finds a backup"),
        _("The same as from a server that is switched off, but no telephone numbers: their key is not in a backup."),
        _("What was closed and deleted: its weekly key is destroyed, and then no backup opens it."),
    ),
    Threat(
        "network", _("Somebody watches the internet line"),
        _("That a device spoke with our server, when and how much."),
        _("Which page it was, and every word on it."),
    ),
    Threat(
        "trouble", _("Somebody wants to confuse us or wear us out"),
        _("Our time. Thousands of calls or reports make us slower."),
        _("An alarm by one report alone: somebody else always checks first. Real callers are not thrown out with false ones."),
    ),
)  # fmt: skip

GAPS = (
    Gap(
        "carrier", _("What the telephone company keeps"),
        _("Who called whom, and when, stands in its records. Use the web page instead, or another person's phone."),
    ),
    Gap(
        "counts", _("Times, counts and sizes"),
        _("Whoever has our database sees that something happened and when, and roughly how long a text was. We round sizes up and delete early."),
    ),
    Gap(
        "screen", _("What is on a screen"),
        _("Somebody behind you reads it too. Lock the page when you look away; it locks itself after 10 minutes, 5 on phones."),
    ),
    Gap(
        "altered", _("A server that was changed to serve other pages"),
        _("It could take what you open afterwards. No script comes from anywhere else, the published ones have a fingerprint, and “amparo verify” compares them. Let somebody do that from outside, often."),
    ),
    Gap(
        "copying", _("A member who copies what they may read"),
        _("No machine prevents that. Each sees only what their task needs; reading is written down, and much of it raises an alarm."),
    ),
    Gap(
        "phone", _("A phone or computer that somebody else controls"),
        _("It sees what you see and what you type. Keep it up to date, and open cases only on devices you trust."),
    ),
    Gap(
        "sent", _("What was already sent"),
        _("A text that arrived on a phone stays there. That is why texts hold no names and no house numbers."),
    ),
    Gap(
        "members", _("That somebody is a member"),
        _("The name a member chose, their town and the area they live in stand in our database without a seal. Choose a name that is not yours."),
    ),
    Gap(
        "sheets", _("Three recovery sheets together"),
        _("They open every case. Five people in five houses keep one each, and nobody knows all five."),
    ),
    Gap(
        "lost", _("A person who loses all their ways in"),
        _("Nobody can bring their keys back, neither can we. Others of the circle still read, and let them in anew."),
    ),
)  # fmt: skip
