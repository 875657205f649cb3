// The keys of whoever sits here. They are opened by a passkey or by seven words, live in this page's memory, and close by themselves.
// Between two pages they lie encrypted in this tab; what they are encrypted with lies in the session of the house. Neither opens alone.
import { generateX25519Identity, identityToRecipient, webauthn } from "./age.js";
import { close, forget, fromBase64, open, placed, toBase64 } from "./bodies.js";
import { knows } from "./quick.js";
import { checkKey, directory, keyWords, lineWords, NotVouched, sign, signerOf } from "./directory.js";
import { plainPhrase } from "./phrase.js";
import { drop, get, look, post, Refused } from "./wire.js";

const HALF = "vault";
const HERE = "vault-way"; // the id of the passkey that was made on this device; no secret
const BATCH = 100;
const phone = matchMedia("(pointer: coarse)").matches;
let mine = null; // { age, sign, root }
let minutes = 10;
let touched = Date.now();
const known = new Map(); // id of a key -> what the house said of it
const opened = new Map(); // id of a key -> its private half, or the promise of it
const tabs = new BroadcastChannel("vault");

/** None of the ways in opened with these words, or with this passkey. */
export class WrongKey extends Error {}
/** There is nothing here that this person's keys open. */
export class NotForMe extends Error {}

const tell = (name) => document.dispatchEvent(new CustomEvent(`vault:${name}`));
export const identity = () => mine;
export const isOpen = () => mine !== null;
export const waysIn = () => get("/vault/me/ways-in/");
export const placeOfWay = (id) => placed("vault_unlocker", "closed", id);

// --- open and lock ---
async function openWith(key, ways) {
  for (const way of ways) {
    try { return JSON.parse(await open([key(way)], fromBase64(way.closed), placeOfWay(way.id))); } catch (trouble) {
      if (trouble instanceof DOMException) throw trouble;
    }
  }
  throw new WrongKey("wrong");
}

/** The keys inside, by seven words (or those of the sheet); nothing is kept. */
export const openByPhrase = (phrase, ways) => {
  const typed = plainPhrase(phrase);
  if (!typed) throw new WrongKey("empty");
  return openWith(() => ({ phrase: typed }), ways.filter((each) => each.opens !== "passkey"));
};
let turn = 0;
/** The keys inside, by a passkey: the one of this device first, at the next try another. */
export const openByPasskey = (ways) => {
  const all = ways.filter((each) => each.opens === "passkey").sort((a, b) => (b.id === localStorage.getItem(HERE)) - (a.id === localStorage.getItem(HERE)));
  if (!all.length) throw new WrongKey("none");
  const way = all[turn++ % all.length];
  return openWith((each) => new webauthn.WebAuthnIdentity({ identity: each.credential }), [way]);
};

/** Open my keys: `{ phrase }` or `{ passkey: true }`. */
export async function unlock(how) {
  const { ways: all, signer } = await waysIn();
  const ways = all.filter((each) => each.proven); // what nobody proved opens nothing, and only takes time
  const found = how.passkey ? await openByPasskey(ways) : await openByPhrase(how.phrase, ways);
  if (signerOf(found.sign) !== signer) throw new WrongKey("other");
  turn = 0;
  await take(found);
}

/** Hold these keys from now on, and through the next pages of this tab. */
export async function take(found) {
  mine = found;
  touched = Date.now();
  tell("opened");
  const half = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.importKey("raw", half, "AES-GCM", false, ["encrypt"]);
  const closed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, new TextEncoder().encode(JSON.stringify(found))));
  try {
    ({ minutes } = await post("/vault/session-key/", { key: toBase64(half), phone }));
    sessionStorage.setItem(HALF, toBase64(new Uint8Array([...nonce, ...closed])));
  } catch { sessionStorage.removeItem(HALF); } // then they live in this page alone
}

async function restore() {
  const kept = sessionStorage.getItem(HALF);
  if (!kept) return false;
  const half = await get("/vault/session-key/").catch(() => null);
  if (!half?.key) { sessionStorage.removeItem(HALF); return false; }
  try {
    const bytes = fromBase64(kept);
    const key = await crypto.subtle.importKey("raw", fromBase64(half.key), "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, 12) }, key, bytes.subarray(12));
    mine = JSON.parse(new TextDecoder().decode(plain));
  } catch { sessionStorage.removeItem(HALF); return false; }
  minutes = half.minutes;
  tell("opened");
  return true;
}

/** What must be done while the keys are still open: words in a box are closed before the box is covered. */
export const beforeLock = new Set();
async function shut() {
  await Promise.allSettled([...beforeLock].map((each) => each()));
  mine = null;
  known.clear();
  opened.clear();
  forget();
  sessionStorage.removeItem(HALF);
  tell("locked");
}
/** Close my keys, here and in every other tab. */
export async function lock() {
  if (!mine) return;
  await shut();
  tabs.postMessage("lock");
  await drop("/vault/session-key/").catch(() => null);
}
tabs.onmessage = () => { if (mine) shut(); };

let said = Date.now();
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => {
    touched = Date.now();
    if (!mine || touched - said < 60_000) return;
    said = touched;
    get("/vault/session-key/").then((half) => { if (!half?.key && mine) lock(); }, (trouble) => { if (trouble.status === 302) lock(); });
  }, { passive: true, capture: true });
}
const looking = () => {
  if (!mine) return;
  look("/vault/session-key/").then((half) => { if (!half?.key && sessionStorage.getItem(HALF)) lock(); }, (trouble) => { if (trouble.status === 302) lock(); });
};
setInterval(looking, 20_000); // whoever was signed out elsewhere is locked here as well
const late = () => { if (mine && Date.now() - touched > minutes * 60_000) lock(); };
setInterval(late, 5_000);
document.addEventListener("visibilitychange", late);

/** Resolves when it is known whether this tab's keys are open. */
export const ready = restore();

// --- keys of circles and cases ---
let queue = null;
function fetchKeys(id) {
  if (!queue) {
    const batch = { ids: new Set() };
    queue = batch;
    batch.done = new Promise((resolve) => { setTimeout(resolve, 0); }).then(async () => {
      queue = null;
      const ids = [...batch.ids];
      const parts = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) => ids.slice(n * BATCH, (n + 1) * BATCH));
      await Promise.all(parts.map(async (part) => {
        const answer = await get(`/vault/keys/?${part.map((each) => `id=${each}`).join("&")}`);
        for (const [name, each] of Object.entries(answer)) known.set(name, each);
      }));
    });
  }
  queue.ids.add(id);
  return queue.done;
}

async function follow(id) {
  if (!known.has(id)) await fetchKeys(id);
  const key = known.get(id);
  for (const wrap of key?.wraps ?? []) {
    const own = wrap.kind === "person" ? mine?.age : await keyFor(wrap.to).catch(() => null);
    if (!own) continue;
    const found = await open([own], fromBase64(wrap.body), placed("vault_wrap", "body", wrap.id, id));
    knows(found, key.recipient);
    return found;
  }
  throw new NotForMe("none");
}
/** The private half of a key, as far as a chain of wraps ends at me. */
export function keyFor(id) {
  if (!mine) return Promise.reject(new NotForMe("locked"));
  if (id === "me") return Promise.resolve(mine.age);
  if (!opened.has(id)) {
    const found = follow(id);
    opened.set(id, found);
    found.catch(() => opened.delete(id));
  }
  return opened.get(id);
}

const isId = (name) => /^[0-9a-f]{8}-/.test(name);
async function closingKey(circleOrKey) {
  if (!isId(circleOrKey)) return get(`/vault/closing/?circle=${circleOrKey}`);
  const private_ = await keyFor(circleOrKey);
  const key = known.get(circleOrKey);
  if (await identityToRecipient(private_) !== key.recipient) throw new NotVouched("other");
  return key;
}
/** The public half of a circle's living key or of a key, once somebody of the directory is found to have signed it. */
export async function checkedKey(circleOrKey) {
  const key = await closingKey(circleOrKey);
  await checkKey(key, mine?.root);
  return key;
}
/** Close a text to a circle or to a key. */
export async function closeFor(circleOrKey, text, place) {
  const key = await checkedKey(circleOrKey);
  return { key: key.id, closed: await close([key.recipient], text, place) };
}

/** Close a text to myself alone: what nobody else is to read yet. Opens with the key `"me"`. */
export const closeForMe = async (text, place) => close([await identityToRecipient(mine.age)], text, place);

/** A new key of a circle or a case part, signed by me: what the house keeps of it, and its private half for wrapping. */
export async function newKey({ kind, circle = "", subject = "", part = "", version = 1 }) {
  const private_ = await generateX25519Identity();
  const key = { id: crypto.randomUUID(), recipient: await identityToRecipient(private_), kind, circle, subject, part, version, signed_by: signerOf(mine.sign) };
  key.signature = sign(keyWords(key), mine.sign);
  known.set(key.id, { ...key, wraps: [] });
  opened.set(key.id, Promise.resolve(private_));
  return key;
}

/** Wrap a key that I can open: for a person whom the directory knows, or for another key. What comes back is sent to the house. */
export async function wrapFor(keyId, { person, key, recipient }) {
  const to = person ? (await directory(mine.root)).people.get(person)?.recipient : recipient;
  if (!to) throw new NotVouched("person");
  const id = crypto.randomUUID();
  const closed = await close([to], await keyFor(keyId), placed("vault_wrap", "body", id, keyId));
  return { id, key: keyId, to_person: person ?? "", to_key: key ?? "", closed: toBase64(closed) };
}

/** Sign that these keys are this person's and add the line; with empty keys, that they are in the list no more. */
export async function vouch(subject, recipient, signer, address = "/vault/directory/") {
  const list = await directory(mine.root, { fresh: true });
  const line = { subject, recipient, signer, vouched_by: signerOf(mine.sign), previous: list.head };
  line.signature = sign(lineWords(line), mine.sign);
  await post(address, line);
  await directory(mine.root, { fresh: true });
}

export { NotVouched, Refused };
