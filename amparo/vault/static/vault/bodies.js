// Sealed bodies, the browser's half of core/sealed.py: what is closed says inside where it belongs, and its size is one of a few.
// docs/formats/sealed-body.md describes the bytes. Nothing here keeps a key for longer than the page lives.
import { Decrypter, Encrypter } from "./age.js";
import { ascii, forgetQuick, openQuick } from "./quick.js";

const FORMAT = 1;
const SIZES = [256, 1024, 2048, 4096, 8192];
const HEAD = 5; // one byte for the format, four for the length of what is meant
const WORK = 14; // scrypt work factor: seven words have 90 bits of their own
const utf8 = new TextEncoder();
const words = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What was opened belongs somewhere else: somebody moved it. */
export class Moved extends Error {}
/** Nobody of those who tried has the key, or the bytes are not whole. */
export class Unopened extends Error {}

export const toBase64 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
};
export const fromBase64 = (text) => ascii(atob(text.trim()));
export const sizeOf = (length) => SIZES.find((size) => length <= size) ?? Math.ceil(length / 8192) * 8192;

/** Where a body belongs; `case` is the id of its case, or empty. */
export const placed = (table, column, row, within = "") => ({ table, column, row, case: within });

function body(text, place) {
  const meant = utf8.encode(JSON.stringify({ v: FORMAT, table: place.table, column: place.column, row: place.row, case: place.case ?? "", text }));
  const all = new Uint8Array(sizeOf(HEAD + meant.length));
  all[0] = FORMAT;
  new DataView(all.buffer).setUint32(1, meant.length);
  all.set(meant, HEAD);
  return all;
}

function readBody(opened, place) {
  const end = opened.length < HEAD || opened[0] !== FORMAT ? Infinity : HEAD + new DataView(opened.buffer, opened.byteOffset).getUint32(1);
  if (end > opened.length) throw new Unopened("format");
  let meant;
  try { meant = JSON.parse(words.decode(opened.subarray(HEAD, end))); } catch { throw new Unopened("format"); }
  const here = meant.v === FORMAT && meant.table === place.table && meant.column === place.column && meant.row === place.row && meant.case === (place.case ?? "");
  if (!here) throw new Moved("moved");
  return meant.text;
}

/** Close a text: to public keys (`age1…`), to a recipient object such as a passkey's, or to `{ phrase }`, which stands alone. */
export async function close(recipients, text, place) {
  const encrypter = new Encrypter();
  for (const each of recipients) {
    if (each.phrase) {
      encrypter.setScryptWorkFactor(WORK);
      encrypter.setPassphrase(each.phrase);
    } else encrypter.addRecipient(each);
  }
  return encrypter.encrypt(body(text, place));
}

const kept = new Map(); // identity -> its decrypter: taking a key apart costs as much as opening a body
function decrypterOf(identities) {
  const name = identities.every((each) => typeof each === "string") ? identities.join() : "";
  if (name && kept.has(name)) return kept.get(name);
  const decrypter = new Decrypter();
  for (const each of identities) {
    if (each.phrase) decrypter.addPassphrase(each.phrase);
    else decrypter.addIdentity(each);
  }
  if (name) kept.set(name, decrypter);
  return decrypter;
}

/** Forget every key that was taken apart. */
export const forget = () => { kept.clear(); forgetQuick(); };

/** The text that was closed for this very place. `Moved` when it belongs elsewhere, `Unopened` when it does not open whole. */
export async function open(identities, bytes, place) {
  let opened = null;
  if (identities.length === 1 && typeof identities[0] === "string") opened = await openQuick(identities[0], bytes).catch(() => null);
  if (!opened) try {
    opened = await decrypterOf(identities).decrypt(bytes);
  } catch (trouble) {
    if (trouble instanceof DOMException) throw trouble; // a passkey that was not touched is no broken body
    throw new Unopened("unopened");
  }
  return readBody(opened, place);
}
