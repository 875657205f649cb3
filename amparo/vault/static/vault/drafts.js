// Words that were written and not saved yet: closed, and kept on this device until the page that saved them is seen. Nothing else is kept.
import { sha256 } from "./age.js";
import { fromBase64 } from "./bodies.js";
import { hex } from "./directory.js";

const DAYS = 14;
const name = (place) => `vault-draft ${place.table}.${place.column} ${place.row}`;
const all = () => Object.keys(localStorage).filter((each) => each.startsWith("vault-draft "));
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };

/** What was kept for this place: the closed words, to which key, upon which version they were written, and on which page. */
export const draftOf = (place) => read(name(place));
export const keepDraft = (place, draft) => localStorage.setItem(name(place), JSON.stringify({ ...draft, at: Date.now(), path: location.pathname }));
export const dropDraft = (place) => localStorage.removeItem(name(place));

/** The short name of closed words, as the house calls them too. */
export const versionOf = (closed) => (closed ? hex(sha256(fromBase64(closed))).slice(0, 16) : "");

/** Pages below this address on which something unsaved waits. */
export const draftsBelow = (path) => [...new Set(all().map((key) => read(key)?.path).filter((each) => each?.startsWith(path) && each !== path))];

for (const key of all()) if (!(Date.now() - (read(key)?.at ?? 0) < DAYS * 86_400_000)) localStorage.removeItem(key);
