"""Sealed pages on a slow phone: Chromium, slowed down four times, opens, searches and unlocks; and what the scripts weigh."""

import gzip
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from tools.bench import house
from tools.bench.rounds import Figures, goal, milliseconds, percentile

SLOWER, FIELDS, CASES, ROUNDS = 4, 40, 500, 7
SCRIPTS = ("elements", "bodies", "directory", "door", "ring", "wire", "phrase", "quick", "drafts", "age")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
ALL_OPEN = """(wanted) => new Promise((resolve) => {
  const look = () => {
    const open = document.querySelectorAll('sealed-field[data-is=open]').length;
    if (open >= wanted) resolve(performance.now() - performance.getEntriesByType('navigation')[0].responseEnd);
    else setTimeout(look, 20);
  };
  look();
})"""
SEARCH = """() => new Promise((resolve) => {
  const box = document.querySelector('[data-search]');
  const began = performance.now();
  box.value = 'number 17';
  box.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
})"""
UNLOCK = """async (how) => {
  const found = performance.getEntriesByType('resource').map((each) => each.name).find((name) => /vault\\/ring\\./.test(name));
  const ring = await import(found);
  await ring.ready;
  await ring.lock();
  const told = (resolve) => document.addEventListener('vault:opened', () => resolve(performance.now()), { once: true });
  const opened = new Promise(told);
  const began = performance.now();
  await ring.unlock(how);
  return (await opened) - began;
}"""


def measure() -> Figures:
    """One house, one browser; what is told is the 95th percentile of a few rounds."""
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    _fill()
    with house.House("bench_sealed"), sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            figures = _drive(browser.new_page())
        finally:
            browser.close()
    return {**figures, "goal_scripts_kb_gz": goal(_weight(), 80)}


def _fill() -> None:
    """One case of 40 sealed fields under the keys of its three parts, and 500 cases with a key each, as notes of two circles."""
    from amparo.core.sealed import Place, close_for
    from amparo.vault.models import Circle, Note

    for circle, count, keys in (("evidence", FIELDS, 3), ("casework", CASES, CASES)):
        owner = Circle.objects.get(name=circle)
        made = [_case_key(owner.keys.get(retired_at=None)) for _n in range(keys)]
        for number in range(count):
            id, key = uuid4(), made[number % keys]
            words = f"Case number {number}: the family on Maple Street asks for a ride to the hearing. " * 3
            closed = close_for([key.recipient], words, place=Place("vault_note", "words", id))
            Note.objects.create(id=id, circle=owner, key=key.pk, words=closed)


def _case_key(circle: Any) -> Any:
    import pyrage

    from amparo.vault.enums import Kind, Part
    from amparo.vault.models import Key
    from amparo.vault.practice import wrap

    inside = pyrage.x25519.Identity.generate()
    key = Key.objects.create(kind=Kind.CASE, subject=uuid4(), part=Part.IDENTITY, recipient=str(inside.to_public()))
    wrap(key, str(inside), to_key=circle)
    return key


def _drive(page: Any) -> Figures:
    base = f"http://localhost:{house.WEB}"
    page.goto(base + "/demo/")
    page.locator("form[action$='/login/coordinator/'] button").click()
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasPrf": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    words = _with_a_passkey(page, base)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(base + "/vault/me/")
    by_phrase = [page.evaluate(UNLOCK, {"phrase": words}) for _n in range(ROUNDS)]
    by_passkey = [page.evaluate(UNLOCK, {"passkey": True}) for _n in range(ROUNDS)]
    case, listed, searched = list[float](), list[float](), list[float]()
    for _n in range(ROUNDS):
        page.goto(base + "/vault/circles/evidence/notes/", wait_until="commit")
        case.append(page.evaluate(ALL_OPEN, FIELDS))
        page.goto(base + "/vault/circles/casework/notes/", wait_until="commit")
        listed.append(page.evaluate(ALL_OPEN, CASES))
        searched.append(page.evaluate(SEARCH))
    both = [one + other for one, other in zip(listed, searched, strict=True)]
    return {
        "processor_slowed": SLOWER, "rounds": ROUNDS, "case_page_of_40": _in_ms(case), "list_of_500": _in_ms(listed),
        "search_in_500": _in_ms(searched), "by_passkey": _in_ms(by_passkey), "by_phrase": _in_ms(by_phrase),
        "goal_40_fields_ms": goal(percentile(case, 0.5), 300), "goal_500_opened_and_searched_ms": goal(percentile(both, 0.5), 1500),
        "goal_passkey_ms": goal(percentile(by_passkey, 0.5), 100), "goal_phrase_ms": goal(percentile(by_phrase, 0.5), 1000),
    }  # fmt: skip


def _in_ms(values: list[float]) -> Figures:
    return milliseconds([each / 1000 for each in values])


def _with_a_passkey(page: Any, base: str) -> str:
    """Give the coordinator a passkey on this phone; returns the seven words."""
    page.goto(base + "/vault/me/ways-in/new/")
    page.locator("[data-open-first]").click()
    box = page.locator("dialog [name=phrase]")
    words = str(box.input_value())
    page.locator("dialog form button").click()
    page.locator("[data-with-passkey]").click()
    page.locator('[data-step="done"]').wait_for()
    return words


def _weight() -> float:
    """Kilobytes, gzipped, of every script that a sealed page loads."""

    ours = [house.ROOT / "amparo" / "vault" / "static" / "vault" / f"{name}.js" for name in SCRIPTS]
    core = sorted((house.ROOT / "amparo" / "core" / "static" / "core").glob("*.js"))
    from django.contrib.staticfiles.finders import find

    files = [*ours, *core, Path(str(find("django_htmx/htmx-2.min.js")))]
    return round(sum(len(gzip.compress(each.read_bytes(), 9)) for each in files) / 1024, 1)
