// Keys, light, time in words, copying and asking twice. Every action also works without this file.
const words = document.getElementById("words")?.dataset ?? {};
const root = document.documentElement;

// --- light: the device decides until the reader does ---
const lamp = document.querySelector("[data-theme-switch]");
const night = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : night.matches);
const showLamp = () => lamp.querySelectorAll("[data-when]").forEach((each) => { each.hidden = (each.dataset.when === "dark") === isDark(); });
if (lamp) {
  lamp.hidden = false;
  showLamp();
  night.addEventListener("change", showLamp);
  lamp.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
    showLamp();
  });
}

// --- a dialog that asks, or tells ---
function dialog(title, fill, buttons) {
  const box = document.createElement("dialog");
  const heading = document.createElement("h2");
  heading.id = "dialog-title";
  heading.textContent = title;
  box.setAttribute("aria-labelledby", heading.id);
  const row = document.createElement("div");
  row.className = "actions";
  for (const [text, classes, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button ${classes}`;
    button.textContent = text;
    button.addEventListener("click", () => { box.close(); act?.(); });
    row.append(button);
  }
  box.append(heading, ...fill, row);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog(button.dataset.confirm, [], [
    [words.no, "quiet"],
    [words.yes, "danger sure", () => { button.dataset.sure = "1"; button.click(); delete button.dataset.sure; }],
  ]);
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = [...button.childNodes];
  button.textContent = words.copied;
  setTimeout(() => button.replaceChildren(...before), 2000);
});

// --- after a new login in another window the token of this page counts no more; the cookie always holds the one that does ---
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
document.addEventListener("submit", (event) => {
  if (token()) event.target.querySelectorAll("[name='csrfmiddlewaretoken']").forEach((each) => { each.value = token(); });
}, true);
document.addEventListener("htmx:configRequest", (event) => { if (token()) event.detail.headers["X-CSRFToken"] = token(); });

// --- words typed and not yet sent are not lost by accident; nothing of them is kept in the browser ---
const touched = new Set();
document.addEventListener("input", (event) => { if (event.target.form?.matches("[method='post']:not([role='search'])")) touched.add(event.target.form); });
document.addEventListener("amparo:saved", (event) => touched.delete(event.target));
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-language]") && [...touched].some((form) => form.isConnected) && !confirm(words.language)) {
    event.preventDefault();
    return;
  }
  touched.clear();
});
addEventListener("beforeunload", (event) => { if ([...touched].some((form) => form.isConnected)) event.preventDefault(); });
document.querySelector("[data-focus]")?.focus();

// --- what was wrong and is filled in again is no longer called wrong; nothing moves under the hands ---
document.addEventListener("input", (event) => {
  const field = event.target.closest?.(".field.wrong");
  if (!field || !event.target.value) return;
  field.classList.replace("wrong", "mended");
  field.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  document.querySelector(`.errors a[href="#${CSS.escape(field.id.replace(/-field$/, ""))}"]`)?.classList.add("mended");
});

// --- what a board fetches by itself is no touch; a page that nobody touched for long asks who is there ---
document.addEventListener("htmx:configRequest", (event) => {
  if (String(event.detail.triggeringEvent?.type).startsWith("live:")) event.detail.headers["X-By-Itself"] = "1";
});
document.addEventListener("amparo:out", () => { if (![...touched].some((form) => form.isConnected)) location.reload(); });
const lockAfter = Number(document.body.dataset.lockMinutes) * 60_000;
if (lockAfter && !document.body.dataset.liveUrl) {
  let last = Date.now();
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => { if (Date.now() - last > lockAfter + 5_000 && ![...touched].some((form) => form.isConnected)) location.reload(); }, 15_000);
}

// --- keys ---
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("[data-rows] > *")].filter((each) => each.offsetParent);
const reach = (row) => (row.tabIndex >= 0 ? row : row.querySelector("a, button, [tabindex='0']"));

function step(by) {
  const all = rows();
  const here = all.findIndex((each) => each.contains(document.activeElement));
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  if (next) reach(next)?.focus();
}

function listKeys() {
  const list = document.createElement("dl");
  const add = (key, text) => {
    const term = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    term.append(kbd);
    const meaning = document.createElement("dd");
    meaning.textContent = text;
    list.append(term, meaning);
  };
  if (rows().length) { add("j", words.next); add("k", words.previous); add("Enter", words.open); }
  document.querySelectorAll("[data-key]").forEach((each) => { if (each.offsetParent) add(each.dataset.key, each.getAttribute("aria-label") || each.textContent.trim()); });
  dialog(words.keys, [list], [[words.close, ""]]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") listKeys();
  else if (event.key === "Enter" && event.target.matches("[data-rows] > *")) event.target.querySelector("a, button")?.click();
  else {
    const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key && each.offsetParent);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
});

// --- an answer that failed is said in words; what was typed stays ---
function tell() {
  const box = document.createElement("div");
  box.className = "notice danger";
  const line = document.createElement("p");
  line.textContent = words.trouble;
  box.append(line);
  document.getElementById("messages")?.replaceChildren(box);
}
const asked = (event) => !String(event.detail.requestConfig?.triggeringEvent?.type).startsWith("live:");
document.addEventListener("htmx:responseError", (event) => { if (asked(event)) tell(); });
document.addEventListener("htmx:sendError", (event) => { if (asked(event)) tell(); });

// --- sealed words that come with a part of a page: a part brings no script of its own, so what opens them is fetched here ---
document.addEventListener("htmx:load", () => {
  const address = document.getElementById("vault-words")?.dataset.module ?? "";
  if (/^\/static\/vault\/elements\.(?:[0-9a-f]+\.)?js$/.test(address) && !customElements.get("sealed-field")) import(address);
});
