// Photos and documents of a case: closed on this device piece by piece before they leave it, opened only here, saved only when asked.
import { askToOpen } from "../vault/door.js";
import { close, fromBase64, Moved, open, placed, toBase64 } from "../vault/bodies.js";
import { checkKey, NotVouched, RolledBack } from "../vault/directory.js";
import { checkedKey, identity, isOpen, keyFor, newKey, NotForMe, ready, wrapFor } from "../vault/ring.js";
import { NotWhole, opening, sealing } from "../vault/streams.js";
import { post, Refused, send, words } from "../vault/wire.js";

const states = document.getElementById("vault-states").content;
const parts = document.getElementById("file-parts").content;
const said = parts.firstElementChild.dataset;
const SHOWN = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];
const LARGEST_SHOWN = 30_000_000;
const WIDEST = 1600;
const megabytes = (size) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: size < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 }).format(Math.max(size, 100) / (size < 1e6 ? 1e3 : 1e6));
const plainName = (name) => name.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/g, "").slice(-120) || said.nameless;
const sentence = (trouble) => {
  if (trouble instanceof Refused) return trouble.message;
  if (trouble instanceof NotWhole || trouble instanceof Moved) return said.notWhole;
  if (trouble instanceof NotVouched || trouble instanceof RolledBack) return words.memberNotVouched;
  return words.trouble;
};

// --- one that is there ---
class SealedFile extends HTMLElement {
  connectedCallback() {
    if (this.closed) return;
    this.closed = this.textContent.trim();
    ready.then((open_) => { if (open_) this.show(); else this.shut(); });
    document.addEventListener("vault:opened", () => this.show());
    document.addEventListener("vault:locked", () => this.shut());
  }

  shut() {
    this.details = null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sealed-shut";
    button.append(states.querySelector('[data-state="locked"]').cloneNode(true));
    button.addEventListener("click", () => askToOpen());
    this.dataset.is = "locked";
    this.replaceChildren(button);
  }

  async show() {
    const { row, address } = this.dataset;
    try {
      const place = placed("cases_sealedfile", "details", row, this.dataset.case);
      this.details = JSON.parse(await open([await keyFor(this.dataset.key)], fromBase64(this.closed), place));
    } catch (trouble) {
      const name = trouble instanceof NotForMe ? "not-for-me" : trouble instanceof Moved ? "moved" : trouble instanceof Refused ? "later" : "broken";
      if (isOpen()) this.replaceChildren(states.querySelector(`[data-state="${name}"]`).cloneNode(true));
      return;
    }
    if (!isOpen()) return;
    this.dataset.is = "open";
    this.replaceChildren(parts.querySelector("[data-file]").cloneNode(true));
    const part = (name) => this.querySelector(`[data-${name}]`);
    part("name").textContent = plainName(this.details.name);
    part("size").textContent = megabytes(this.details.size);
    part("save").addEventListener("click", () => this.fetched(address, (blob) => this.save(blob)));
    part("look").hidden = !SHOWN.includes(this.details.type) || this.details.size > LARGEST_SHOWN;
    part("look").addEventListener("click", () => this.fetched(address, (blob) => this.look(blob)));
  }

  /** The whole file, opened and found to be the one that was added; then something is done with it, or nothing. */
  async fetched(address, act) {
    const line = this.querySelector("[data-said]");
    const buttons = this.querySelectorAll("button");
    const { details } = this;
    buttons.forEach((each) => { each.disabled = true; });
    line.textContent = words.working;
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "manual" }).catch(() => { throw new Refused(words.network); });
      if (answer.type === "opaqueredirect") throw new Refused(words.login, 302);
      if (!answer.ok) throw new Refused((await answer.json().catch(() => ({}))).refused ?? words.trouble, answer.status);
      const whole = await opening(details, answer.body, (size) => { line.textContent = percent(size, details.size); });
      line.textContent = "";
      if (this.details === details) await act(whole);
    } catch (trouble) { line.textContent = sentence(trouble); }
    buttons.forEach((each) => { each.disabled = false; });
  }

  save(blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
    link.download = plainName(this.details.name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.querySelector("[data-said]").textContent = said.saved;
  }

  /** Painted from its pixels: nothing inside a picture can act here, and what else stands in the file is not shown. */
  async look(blob) {
    const picture = await createImageBitmap(blob).catch(() => { throw new Refused(said.noPicture); });
    const scale = Math.min(1, WIDEST / picture.width, WIDEST / picture.height);
    const canvas = this.querySelector("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.setAttribute("aria-label", plainName(this.details.name));
    canvas.hidden = false;
    picture.close();
  }
}
customElements.define("sealed-file", SealedFile);

const percent = (done, all) => said.percent.replace("{n}", all ? Math.min(100, Math.floor((done / all) * 100)) : 100);

// --- one that is added ---
const rest = (seconds) => new Promise((go) => { setTimeout(go, seconds * 1000); addEventListener("online", go, { once: true }); });

/** Send one piece and stay with it until the house has it: a line that was cut goes on where it stopped. */
async function sent(address, piece, at, say) {
  const end = at + piece.length;
  let pause = 1;
  for (let from = at, tries = 0; from < end;) {
    const answer = await send(address, piece.subarray(from - at), from).catch(() => null);
    const away = !answer || answer.type === "opaqueredirect" || answer.status >= 500;
    if (away) {
      say(answer?.type === "opaqueredirect" ? words.login : said.cut);
      await rest(pause);
      pause = Math.min(pause * 2, 15);
      continue;
    }
    const { have, refused } = await answer.json().catch(() => ({}));
    if (!Number.isInteger(have) || have < at || have > end) throw new Refused(refused ?? words.trouble, answer.status);
    tries = have > from ? 0 : tries + 1;
    if (tries > 3) throw new Refused(words.trouble);
    [from, pause] = [have, 1];
  }
}

/** The key of a case that has none for its evidence yet, for everybody who opens the whole case. */
async function evidenceKey(form) {
  if (form.dataset.key) return form.dataset.key;
  const { circle, team, version, address, case: subject } = JSON.parse(document.getElementById("evidence-making").textContent);
  await checkKey(circle, identity().root);
  const made = await newKey({ kind: "case", subject, part: "evidence", version });
  const wraps = [await wrapFor(made.id, { key: circle.id, recipient: circle.recipient })];
  for (const person of team) wraps.push(await wrapFor(made.id, { person }));
  const { key } = await post(address, { made, wraps });
  form.dataset.key = key;
  return key;
}

async function added(form, file, say, bar) {
  if (file.size > Number(form.dataset.most) * 1e6) throw new Refused(said.tooLarge);
  const key = await checkedKey(await evidenceKey(form)); // kept here: a long file outlasts keys that lock
  const id = crypto.randomUUID();
  const { address } = await post(form.dataset.address, { id, size: file.size });
  const { pieces, kept } = await sealing(file);
  let at = 0;
  for (let next = pieces.next(); ;) {
    const { value, done } = await next;
    if (done) break;
    next = pieces.next(); // the next piece is closed while this one travels
    next.catch(() => null);
    await sent(address, value, at, say);
    at += value.length;
    bar.value = Math.min(1, at / Math.max(1, file.size));
    say(percent(at, file.size));
  }
  const { size, digest, details } = kept();
  const closed = await close([key.recipient], JSON.stringify(details), placed("cases_sealedfile", "details", id, form.dataset.case));
  await post(`${address}finishing/`, { closed: toBase64(closed), key: key.id, size, digest });
}

const stay = (event) => event.preventDefault();
document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-files]");
  if (!form) return;
  event.preventDefault();
  await ready;
  if (!isOpen()) {
    document.addEventListener("vault:opened", () => form.requestSubmit(), { once: true });
    askToOpen();
    return;
  }
  const [line, bar, button, chosen] = ["[data-said]", "progress", "button", "input[type=file]"].map((each) => form.querySelector(each));
  const files = [...chosen.files];
  if (!files.length) { line.textContent = said.none; return; }
  const say = (text) => { line.textContent = files.length > 1 ? `${plainName(files[0].name)}: ${text}` : text; };
  button.disabled = chosen.disabled = true;
  bar.hidden = false;
  addEventListener("beforeunload", stay);
  try {
    for (; files.length; files.shift()) {
      bar.value = 0;
      say(words.working);
      await added(form, files[0], say, bar);
    }
    removeEventListener("beforeunload", stay);
    location.reload();
  } catch (trouble) {
    say(sentence(trouble));
    bar.hidden = true;
    button.disabled = chosen.disabled = false;
  }
  removeEventListener("beforeunload", stay);
});
