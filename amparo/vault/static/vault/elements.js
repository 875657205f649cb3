// <sealed-field> shows or edits closed words; <sealed-list> searches what is open. Both work wherever a template puts them.
import { fromBase64, Moved, open, placed, toBase64 } from "./bodies.js";
import { draftOf, draftsBelow, dropDraft, keepDraft, versionOf } from "./drafts.js";
import { NotVouched, RolledBack } from "./directory.js";
import { beforeLock, closeFor, closeForMe, isOpen, keyFor, NotForMe, ready } from "./ring.js";
import { askToOpen } from "./door.js";
import { Refused, words } from "./wire.js";

// What came with a part of the page stays when that part is replaced by another.
for (const id of ["vault-words", "vault-states", "vault-search", "vault-door"]) {
  const piece = document.getElementById(id);
  if (piece) document.body.append(piece);
}
const look = words.look ?? "";
if (/^\/static\/vault\/[\w.]+\.css$/.test(look) && !document.querySelector('link[href*="/vault/vault."]')) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: look }));
}
const states = document.getElementById("vault-states")?.content;
const state = (name) => states?.querySelector(`[data-state="${name}"]`)?.cloneNode(true) ?? document.createTextNode(name);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const sentence = (trouble) => {
  if (trouble instanceof Refused) return trouble.message;
  if (trouble instanceof NotVouched || trouble instanceof RolledBack) return words.notVouched;
  return words.notClosed;
};

class SealedField extends HTMLElement {
  connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    if (this.getAttribute("mode") === "edit") this.edit();
    else this.read();
  }

  get place() {
    return placed(this.getAttribute("table"), this.getAttribute("column"), this.getAttribute("row"), this.getAttribute("case") ?? "");
  }

  async text(closed, key) {
    return open([await keyFor(key)], fromBase64(closed), this.place);
  }

  // --- to read ---
  read() {
    this.closed = this.getAttribute("closed") ?? this.textContent.trim();
    this.removeAttribute("closed");
    if (this.closed && draftOf(this.place)?.closed === this.closed) dropDraft(this.place); // it was saved: here it is
    ready.then((open_) => { if (open_) this.show(); else if (!this.dataset.is) this.shut(); });
    document.addEventListener("vault:opened", () => this.show());
    document.addEventListener("vault:locked", () => this.shut());
  }

  shut() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sealed-shut";
    button.append(state("locked"));
    button.addEventListener("click", () => askToOpen());
    if (document.querySelector(".sealed-shut")) button.tabIndex = -1; // one stop for the keyboard is enough: it opens all
    this.say("locked", button);
  }

  say(name, node) {
    this.dataset.is = name;
    this.replaceChildren(node);
    this.dispatchEvent(new CustomEvent("sealed:changed", { bubbles: true }));
  }

  async show() {
    if (!isOpen() || !this.isConnected || this.dataset.is === "open") return;
    if (!this.closed) return this.say("open", document.createTextNode(""));
    try {
      const text = await this.text(this.closed, this.getAttribute("key"));
      if (isOpen()) this.say("open", document.createTextNode(text));
    } catch (trouble) {
      if (isOpen()) this.say("cannot", state(trouble instanceof NotForMe ? "not-for-me" : trouble instanceof Moved ? "moved" : trouble instanceof Refused ? "later" : "broken"));
    }
  }

  // --- to write ---
  edit() {
    const name = this.getAttribute("name");
    this.box = this.querySelector("textarea, input[data-words]");
    this.posts = this.querySelector(`input[name="${name}"]`);
    this.postsKey = this.querySelector(`input[name="${name}-key"]`);
    this.cover = this.querySelector("[data-cover]");
    this.line = this.querySelector("[data-sealed-said]");
    this.kept = this.querySelector("[data-sealed-draft]");
    this.seen = this.querySelector(`input[name="${name}-seen"]`);
    this.stored = { closed: this.posts.value, key: this.postsKey.value, seen: this.seen.value };
    if (versionOf(draftOf(this.place)?.closed) === (this.getAttribute("stored") || "-")) dropDraft(this.place);
    this.kept.querySelector("button").addEventListener("click", () => this.dropped());
    this.cover.querySelector("button").addEventListener("click", () => askToOpen());
    this.box.form?.setAttribute("autocomplete", "off");
    this.box.addEventListener("input", () => this.changed());
    beforeLock.add(() => this.isConnected && this.shutWords());
    ready.then(() => this.uncover());
    document.addEventListener("vault:opened", () => this.uncover());
    document.addEventListener("vault:locked", () => this.hide());
  }

  hide() {
    this.box.value = ""; // what was typed is in the closed words that are about to be sent
    this.box.hidden = true;
    this.cover.hidden = false;
  }

  async uncover() {
    if (!isOpen()) return this.hide();
    this.line.textContent = "";
    try {
      await this.restore();
      this.box.value = this.posts.value ? await this.text(this.posts.value, this.postsKey.value) : "";
    } catch (trouble) {
      this.line.textContent = trouble instanceof NotForMe ? words.notForMe : trouble instanceof Moved ? words.moved : words.broken;
      return undefined;
    }
    this.box.hidden = false;
    this.cover.hidden = true;
    return undefined;
  }

  /** Words that were written here and not saved, before the browser was closed or the screen was locked. */
  async restore() {
    const draft = draftOf(this.place);
    if (!draft || draft.closed === this.posts.value) return;
    if (draft.key === "me") { // they could not be closed for the others when the screen was locked
      const made = await closeFor(this.getAttribute("circle") || this.getAttribute("key"), await this.text(draft.closed, "me"), this.place);
      draft.closed = toBase64(made.closed);
      draft.key = made.key;
    }
    this.posts.value = draft.closed;
    this.postsKey.value = draft.key;
    this.seen.value = draft.seen;
    this.kept.hidden = false;
  }

  dropped() {
    dropDraft(this.place);
    this.posts.value = this.stored.closed;
    this.postsKey.value = this.stored.key;
    this.seen.value = this.stored.seen;
    this.kept.hidden = true;
    this.fresh = undefined;
    this.uncover();
  }

  changed() {
    this.fresh = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.shutWords().catch(() => null), 300);
  }

  /** Close what stands in the box, so that it can be sent; whoever asks meanwhile waits for the same. */
  async shutWords() {
    clearTimeout(this.timer);
    if (this.closing) await this.closing.catch(() => null);
    if (this.fresh !== false || this.box.hidden) return;
    this.closing = this.shutNow();
    try { await this.closing; } finally { this.closing = null; }
    if (this.fresh === false) await this.shutWords();
  }

  async shutNow() {
    const text = this.box.value;
    try {
      let made = { key: "", closed: null };
      if (text) made = await closeFor(this.getAttribute("circle") || this.getAttribute("key"), text, this.place);
      this.posts.value = made.closed ? toBase64(made.closed) : "";
      this.postsKey.value = made.key;
      this.line.textContent = "";
      if (made.closed) keepDraft(this.place, { closed: this.posts.value, key: made.key, seen: this.seen.value });
      else dropDraft(this.place);
    } catch (trouble) {
      this.line.textContent = sentence(trouble);
      const mine = await closeForMe(text, this.place).catch(() => null);
      if (mine) keepDraft(this.place, { closed: toBase64(mine), key: "me", seen: this.seen.value });
      throw trouble;
    }
    this.fresh = this.box.value === text;
    this.posts.dispatchEvent(new Event("input", { bubbles: true }));
  }

  get pending() { return this.getAttribute("mode") === "edit" && (this.fresh === false || Boolean(this.closing)); }
}

// A form waits until every word in it is closed; the words themselves are never sent. Before anything else hears of it (window).
addEventListener("submit", (event) => {
  const open_ = [...event.target.querySelectorAll("sealed-field")].filter((each) => each.pending);
  if (!open_.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  Promise.all(open_.map((each) => each.shutWords())).then(() => event.target.requestSubmit(button), () => open_[0].box.focus());
}, true);

class SealedList extends HTMLElement {
  connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    const template = document.getElementById("vault-search");
    if (!template) return;
    this.prepend(template.content.cloneNode(true));
    this.search = this.querySelector("[data-search]");
    this.count = this.querySelector("[data-found]");
    this.kept = new WeakMap();
    this.search.addEventListener("input", () => this.filter());
    this.addEventListener("sealed:changed", (event) => {
      const item = event.target.closest("[data-item]");
      if (item) this.kept.delete(item);
      if (this.search.value && !this.soon) this.soon = setTimeout(() => { this.soon = 0; this.filter(); }, 100);
    });
  }

  /** Show the items in which every word that was typed stands; what is closed cannot be searched, and that is said. */
  filter() {
    const wanted = plain(this.search.value).split(/\s+/).filter(Boolean);
    let found = 0;
    let shut = 0;
    for (const item of this.querySelectorAll("[data-item]")) {
      if (!this.kept.has(item)) this.kept.set(item, plain(item.textContent));
      const text = this.kept.get(item);
      item.hidden = !wanted.every((each) => text.includes(each));
      if (!item.hidden) found += 1;
      else if (item.querySelector("sealed-field:not([data-is=open])")) shut += 1;
    }
    const said = found === 1 ? words.foundOne : words.foundMany.replace("{n}", found);
    this.count.textContent = wanted.length ? said + (shut ? ` ${words.foundShut.replace("{n}", shut)}` : "") : "";
  }
}

document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-Vault"] = "1"; }); // the words and the door are here already
// A circle whose key is old gets its next one in the browser of whichever member opens their keys first.
async function renewDue() {
  if (!words.due || !isOpen()) return;
  const { renew } = await import("./circles.js");
  for (const circle of words.due.split(" ")) await renew(circle).catch(() => null); // the next member's browser tries again
}
document.addEventListener("vault:opened", renewDue, { once: true });

customElements.define("sealed-field", SealedField);
customElements.define("sealed-list", SealedList);

// A page may say where unsaved words wait below it.
for (const place of document.querySelectorAll("[data-drafts]")) {
  const waiting = draftsBelow(location.pathname);
  place.hidden = !waiting.length;
  if (waiting.length) place.querySelector("a").href = waiting[0];
}
