// Whom the browser believes: the signed list of keys, read from the root that stands in this person's own keys.
// docs/formats/directory.md has the words that are signed. A list that became shorter, or another, is refused.
import { ed25519, sha256 } from "./age.js";
import { get } from "./wire.js";

const utf8 = new TextEncoder();
export const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
export const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (each) => parseInt(each, 16));
const SEEN = "vault-seen";
const ALWAYS_TWO = ["sanctuary", "fund-payees"]; // two people change these, whatever the house says; vault/enums.py names them too

/** Nobody whom this person trusts signed for these keys. */
export class NotVouched extends Error {}
/** The house shows an older list, or an older key, than it showed here before. */
export class RolledBack extends Error {}

const said = (...parts) => utf8.encode(parts.join("\n"));
export const lineWords = (line) => said("amparo/directory/1", line.subject, line.recipient, line.signer, line.vouched_by, line.previous);
export const keyWords = (key) => said("amparo/key/1", key.id, key.recipient, key.kind, key.circle, key.subject, key.part, key.version);
export const memberWords = (circle, person, recipient) => said("amparo/member/1", circle, person, recipient);
export const proofWords = (way, word) => said("amparo/proof/1", way, word);
const lineHash = (line) => hex(sha256(new Uint8Array([...lineWords(line), 10, ...utf8.encode(line.signature)])));

export const sign = (message, seed) => hex(ed25519.sign(message, bytes(seed)));
export const signerOf = (seed) => hex(ed25519.getPublicKey(bytes(seed)));
function signedBy(message, signature, signer) {
  try { return ed25519.verify(bytes(signature), message, bytes(signer)); } catch { return false; }
}

const memory = () => { try { return JSON.parse(localStorage.getItem(SEEN)) ?? {}; } catch { return {}; } };
const remember = (what) => localStorage.setItem(SEEN, JSON.stringify({ ...memory(), ...what }));

/** Read lines from the root on: who is in the list now, and the hash that the next line goes on from. */
export function read(lines, root) {
  const people = new Map();
  const signers = new Map(); // all that somebody of the list has signed with, now or before
  const living = new Set(); // who may sign the next line
  let head = "";
  let count = 0;
  const before = memory();
  for (const line of lines) {
    const trusted = head ? living.has(line.vouched_by) : line.vouched_by === root;
    if (line.previous !== head || !trusted || !signedBy(lineWords(line), line.signature, line.vouched_by)) continue;
    head = lineHash(line);
    count += 1;
    living.delete(people.get(line.subject)?.signer);
    people.delete(line.subject);
    if (line.recipient) {
      people.set(line.subject, { recipient: line.recipient, signer: line.signer, vouchedBy: line.vouched_by });
      signers.set(line.signer, line.subject);
      living.add(line.signer);
    } else {
      for (const [signer, who] of signers) if (who === line.subject && signer !== root) signers.delete(signer);
    }
    if (before.root === root && count === before.lines && head !== before.head) throw new RolledBack("directory");
  }
  if (before.root === root && count < before.lines) throw new RolledBack("directory");
  remember({ root, lines: count, head });
  return { people, signers, head };
}

let loaded = null;
/** The list as the house shows it now, believed from this root on. */
export function directory(root, { fresh = false } = {}) {
  if (!loaded || fresh) loaded = get("/vault/directory/").then((answer) => read(answer.lines, root));
  loaded.catch(() => { loaded = null; });
  return loaded;
}

/** Refuse a key that nobody of the list signed, or that is older than one seen here before. */
export async function checkKey(key, root) {
  if (!root) return;
  const list = await directory(root);
  if (!list.signers.has(key.signed_by) || !signedBy(keyWords(key), key.signature, key.signed_by)) throw new NotVouched("key");
  if (!key.circle) return;
  const versions = memory().versions ?? {};
  if ((versions[key.circle] ?? 0) > key.version) throw new RolledBack("key");
  remember({ versions: { ...versions, [key.circle]: key.version } });
}

/**
 * Of a circle's members those who count: admitted by somebody who counts, and in a sensitive circle by two. It begins with whoever
 * founded the circles, who admitted the first one alone. A member whom the house, or somebody who writes its database, added is
 * not among them.
 */
export function readMembers({ circle, sensitive: said, memberships }, list, root) {
  const sensitive = said || ALWAYS_TWO.includes(circle);
  const counts = new Set([list.signers.get(root)]);
  let alone = sensitive ? "" : null; // whom the founder admitted while there was no second
  const by = (signer, signature, each) => {
    const who = list.signers.get(signer);
    return who && who !== each.person && counts.has(who) && signedBy(memberWords(circle, each.person, each.recipient), signature, signer) ? who : null;
  };
  for (let before = -1; before !== counts.size;) {
    before = counts.size;
    for (const each of memberships) {
      const first = by(each.signed_by, each.signature, each);
      const second = sensitive ? by(each.seconded_by, each.second_signature, each) : null;
      if (first && alone === "" && each.signed_by === root) alone = each.person;
      if (first && (!sensitive || alone === each.person || (second && first !== second))) counts.add(each.person);
    }
  }
  const now = memberships.filter((each) => !each.ended && counts.has(each.person) && list.people.get(each.person)?.recipient === each.recipient);
  return [...new Set(now.map((each) => each.person))];
}

/** Five words that two people compare: the same words, the same keys. */
export async function fingerprint(recipient, signer) {
  const { list } = await import("./phrase.js");
  const all = await list("en");
  let number = BigInt("0x" + hex(sha256(said(recipient, signer)).subarray(0, 16)));
  return Array.from({ length: 5 }, () => {
    const word = all[Number(number % 7776n)];
    number /= 7776n;
    return word;
  }).join(" ");
}
