"""The page with the six phones as HTML: whole without the script, which only fills in what changes."""

import json
import os
from html import escape
from typing import TYPE_CHECKING

from amparo.simulator.phones import MODES
from amparo.simulator.stories import all_stories
from amparo.simulator.words import LANGUAGES, TAGS, words_in

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier

ZONE = os.environ.get("AMPARO_TIME_ZONE") or "America/New_York"  # the phones tell the same time as the pages
SHARES = ("loss", "duplicates", "reorder", "busy", "lost_answers", "undelivered", "opted_out")
SWITCHES = ("black_hole", "down")
CALLERS = {"+14135550190": "caller", "+14135550191": "another_caller", "+14135550192": "another_caller"}


def page_html(carrier: "Carrier", language: str) -> str:
    """The whole page in one language."""
    words = {key: escape(each) for key, each in words_in(language).items()}
    data = json.dumps(words_in(language) | {"lang": TAGS[language], "zone": ZONE}, ensure_ascii=False).replace(
        "<", "\\u003c"
    )
    others = " ".join(
        f'<a href="?lang={code}" lang="{TAGS[code]}"{" aria-current=true" if code == language else ""}>{name}</a>'
        for code, name in LANGUAGES.items()
    )
    phones = "".join(_phone(carrier, slot, words) for slot in range(len(carrier.slots)))
    return f"""<!doctype html>
<html lang="{TAGS[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title><link rel="icon" href="/static/mark.svg">
<link rel="stylesheet" href="/static/phones.css"><script src="/static/phones.js" defer></script></head>
<body><a class="skip" href="#phones">{words["skip"]}</a>
<aside class="simulated" aria-label="{words["simulated"]}"><strong>{words["simulated"]}</strong> <span>{words["nothing_leaves"]}</span></aside>
<header><h1>{words["title"]}</h1>
<nav aria-label="{words["language"]}">{others}</nav>
<a href="{escape(carrier.options.public_url)}/demo/">{words["to_demo"]}</a></header>
<p class="offline" id="offline" role="alert" hidden>{words["offline"]}</p>
<noscript><p class="offline">{words["script_needed"]}</p></noscript>
<main>
{_desk(words, language)}
<section aria-labelledby="phones-title"><h2 id="phones-title">{words["phones"]}</h2>
<div id="phones" class="phones" tabindex="-1">{phones}</div></section>
{_weather(words)}
</main><script type="application/json" id="words">{data}</script></body></html>"""


def _desk(words: dict[str, str], language: str) -> str:
    """Scenarios and the clock."""
    stories = "".join(
        f'<li id="story-{name}"><button class="button" data-story="{name}">{words["start"]}<span class="hush">: {escape(_in(each["title"], language))}</span></button>'
        f"<div><strong>{escape(_in(each['title'], language))}</strong><p>{escape(_in(each['about'], language))}</p></div></li>"
        for name, each in all_stories().items()
    )
    speeds = "".join(
        f'<button class="button" data-speed="{each}" aria-pressed="false">×{each}</button>' for each in (1, 10, 60)
    )
    return f"""<div class="desk"><section aria-labelledby="stories-title"><h2 id="stories-title">{words["scenarios"]}</h2>
<p><span id="story" role="status">{words["none_runs"]}</span> <button class="button" id="stop" hidden>{words["stop"]}</button></p>
<ul class="stories">{stories}</ul></section>
<section aria-labelledby="clock-title"><h2 id="clock-title">{words["clock"]}</h2><p class="clock" id="clock">…</p>
<p class="row" role="group" aria-labelledby="clock-title">{speeds}</p>
<p><button class="button" id="afresh">{words["afresh"]}</button></p></section></div>"""


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts["en"]


def _phone(carrier: "Carrier", slot: int, words: dict[str, str]) -> str:
    """One phone; the script fills it."""
    here = carrier.slots[slot]
    known = {
        **{number: words[key] for number, key in CALLERS.items()},
        **{n: escape(each) for n, each in carrier.options.names.items()},
    }
    known.setdefault(here, here)
    choices = "".join(
        f'<option value="{number}"{" selected" if number == here else ""}>{name} · {number}</option>'
        for number, name in known.items()
    )
    modes = "".join(f'<option value="{mode}">{words[mode]}</option>' for mode in MODES)
    keys = "".join(f'<button class="key" data-press="{key}">{key}</button>' for key in "123456789*0#")
    title = f"phone-{slot}"
    return f"""<article class="phone" data-slot="{slot}" aria-labelledby="{title}">
<header><h3 id="{title}"><span class="name">{known[here]}</span> <span class="number">{here}</span></h3><p class="state" role="status"><span class="dot" aria-hidden="true"></span><span class="state-words">{words["quiet"]}</span></p></header>
<p class="marks"><span class="scripted" hidden>{words["scripted"]}</span> <span class="stopped" hidden>{words["stopped"]}</span></p>
<div class="acts"><button class="button primary" data-act="answer" hidden>{words["answer"]}</button>
<button class="button danger" data-act="hang-up" hidden>{words["hang_up"]}</button>
<button class="button primary" data-act="call">{words["call_hotline"]}</button>
<label class="check"><input type="checkbox" class="hide-number"> {words["hidden"]}</label></div>
<div class="pad" role="group" aria-label="{words["keypad"]}" hidden>{keys}</div>
<h4 id="{title}-heard">{words["heard"]}</h4>
<ol class="lines" aria-live="polite" tabindex="0" aria-labelledby="{title}-heard"></ol>
<form class="say" data-form="say" hidden><label for="{title}-say">{words["say_it"]}</label>
<div class="row"><input id="{title}-say" name="words" maxlength="500" autocomplete="off" required><button class="button">{words["say"]}</button></div></form>
<h4 id="{title}-texts">{words["texts"]}</h4>
<ol class="thread" aria-live="polite" tabindex="0" aria-labelledby="{title}-texts"></ol>
<form data-form="text"><label for="{title}-text">{words["text_us"]}</label>
<div class="row"><input id="{title}-text" name="body" maxlength="1600" autocomplete="off" required><button class="button">{words["send"]}</button></div></form>
<details><summary>{words["mode"]}</summary><label for="{title}-mode">{words["mode"]}</label><select id="{title}-mode" class="mode">{modes}</select>
<label for="{title}-who">{words["holder"]}</label><select id="{title}-who" class="who">{choices}</select></details>
</article>"""


def _weather(words: dict[str, str]) -> str:
    """The knobs, and the carrier's own log."""
    shares = "".join(
        f'<div><label for="knob-{name}">{words["busy_knob" if name == "busy" else name]}</label>'
        f'<input id="knob-{name}" type="number" min="0" max="1" step="0.05" value="0" data-knob="{name}" aria-describedby="share-help"></div>'
        for name in SHARES
    )
    switches = "".join(
        f'<label class="check"><input type="checkbox" data-knob="{name}"> {words[name]}</label>' for name in SWITCHES
    )
    return f"""<section aria-labelledby="weather-title"><h2 id="weather-title">{words["weather"]}</h2><p id="share-help">{words["share_help"]}</p>
<div class="knobs"><div><label for="knob-latency">{words["latency"]}</label>
<input id="knob-latency" type="number" min="0" max="20000" step="100" value="0" data-knob="latency"></div>{shares}{switches}</div>
<h3 id="log-title">{words["log"]}</h3><ol id="log" class="log" aria-live="polite" tabindex="0" aria-labelledby="log-title"><li>{words["nothing"]}</li></ol></section>"""
