"""What each text is about, in words for those who look after the messages. Its own words are never shown."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

KINDS: dict[str, str | Promise] = {
    "activation.ask": pgettext_lazy("kind of text", "Can you go?"),
    "activation.verify": pgettext_lazy("kind of text", "Can you go and look?"),
    "activation.going": pgettext_lazy("kind of text", "Thanks for going, with the link"),
    "activation.cannot": pgettext_lazy("kind of text", "Thanks for the answer “no”"),
    "activation.conditional": pgettext_lazy("kind of text", "Noted: maybe later"),
    "activation.unclear": pgettext_lazy("kind of text", "We did not understand, a person reads it"),
    "activation.which": pgettext_lazy("kind of text", "Which activation is meant?"),
    "activation.arrived": pgettext_lazy("kind of text", "Thanks for arriving"),
    "activation.alarm": pgettext_lazy("kind of text", "Your call for help was heard"),
    "activation.check_in": pgettext_lazy("kind of text", "Are you all right?"),
    "activation.covered": pgettext_lazy("kind of text", "Thanks, enough people go"),
    "activation.stand_down": pgettext_lazy("kind of text", "It is over, go home"),
    "activation.over": pgettext_lazy("kind of text", "It is over, nobody is needed"),
    "activation.false_alarm": pgettext_lazy("kind of text", "It was a false alarm"),
    "activation.correction": pgettext_lazy("kind of text", "A correction of what we wrote"),
    "activation.home_safe": pgettext_lazy("kind of text", "Good that you are home"),
    "activation.page_lead": pgettext_lazy("kind of text", "Alarm to a lead"),
    "activation.page_ladder": pgettext_lazy("kind of text", "Too few people, to a lead"),
    "brakes.alarm": pgettext_lazy("kind of text", "Somebody opens very much"),
    "word.stop": pgettext_lazy("kind of text", "Answer to STOP"),
    "word.start": pgettext_lazy("kind of text", "Answer to START"),
    "word.help": pgettext_lazy("kind of text", "Answer to HELP"),
    "hotline.text_me": pgettext_lazy("kind of text", "To a caller who asked for a text"),
    "hotline.text_received": pgettext_lazy("kind of text", "Your text came in"),
    "hotline.left_word": pgettext_lazy("kind of text", "Your spoken message came in"),
    "hotline.late": pgettext_lazy("kind of text", "A call-back is late"),
    "hotline.gap": pgettext_lazy("kind of text", "Hours without anybody on the line"),
    "hotline.gap_now": pgettext_lazy("kind of text", "Nobody is on the line now"),
    "house.clock": pgettext_lazy("kind of text", "The clocks differ"),
    "house.keys": pgettext_lazy("kind of text", "Some keys hang on one person"),
    "people.code": pgettext_lazy("kind of text", "A code that checks a number"),
    "people.link_made": pgettext_lazy("kind of text", "A new sign-in link was made"),
    "own words": pgettext_lazy("kind of text", "In a person's own words"),
}
ANOTHER = pgettext_lazy("kind of text", "Another text")


def kind_of(template: str) -> str | Promise:
    """What a text of this template is about."""
    return KINDS.get(template, ANOTHER)
