// The quick way to open a small age file: the library reads everything as streams, which costs more than the opening itself.
// It only ever says yes where the library does: whatever is unusual, long or not whole is left to the library, which decides.
import { bech32, chacha20poly1305, hkdf, hmac, identityToRecipient, sha256 } from "./age.js";

const LONGEST = 16 + 65536 + 16; // one chunk with its nonce and its tag
const HEAD = 4096; // no header of ours is longer
const B = "[A-Za-z0-9+/]";
const LAST = `(?:${B}[AQgw]|${B}{2}[AEIMQUYcgkosw048])?`; // what may stand at the end of canonical base64
const STANZA = new RegExp(`-> ([\\x21-\\x7e]+(?: [\\x21-\\x7e]+)*)\\n((?:${B}{64}\\n)*(?:${B}{4}){0,15}${LAST}\\n)`, "y");
const OURS = new RegExp(`^X25519 (${B}{42}[AEIMQUYcgkosw048])$`);
const MAC = new RegExp(`--- (${B}{42}[AEIMQUYcgkosw048])\\n`, "y");
const FIRST = "age-encryption.org/v1\n";
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];
/** Letters of one byte each as bytes; a plain loop, for it runs a thousand times on a page. */
export function ascii(text) {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
const unbase64 = (text) => ascii(atob(text));
const [X, HEADER, PAYLOAD] = ["age-encryption.org/v1/X25519", "header", "payload"].map(ascii);
const letters = new TextDecoder("windows-1252");
const ZERO = new Uint8Array(12);
const FINAL = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

const kept = new Map(); // private half -> { key, recipient }
const publics = new Map(); // private half -> its public half, where somebody knows it already
/** Say to which public half a private one belongs; a wrong one only makes the quick way fail. */
export const knows = (identity, recipient) => publics.set(identity, recipient);
export const forgetQuick = () => { kept.clear(); publics.clear(); };

async function half(identity) {
  const scalar = bech32.decodeToBytes(identity).bytes;
  const recipient = publics.get(identity) ?? await identityToRecipient(identity);
  const key = await crypto.subtle.importKey("pkcs8", new Uint8Array([...PKCS8, ...scalar]), { name: "X25519" }, false, ["deriveBits"]);
  return { key, recipient: bech32.decodeToBytes(recipient).bytes };
}

/** The X25519 stanzas of a header, its code, and where the payload begins; null when it is anything but plain. */
function taken(bytes) {
  const text = letters.decode(bytes.subarray(0, HEAD)); // a letter for each byte; only ASCII is ever looked at
  if (!text.startsWith(FIRST)) return null;
  const shares = [];
  let at = FIRST.length;
  for (;;) {
    STANZA.lastIndex = at;
    const found = STANZA.exec(text);
    if (!found) break;
    at = STANZA.lastIndex;
    if (/^(?:X25519|scrypt)(?: |$)/.test(found[1])) {
      const ours = OURS.exec(found[1]);
      if (!ours || found[2].length !== 44) return null;
      shares.push([unbase64(ours[1]), unbase64(found[2].slice(0, 43))]);
    }
  }
  MAC.lastIndex = at;
  const code = MAC.exec(text);
  return code && shares.length ? { shares, code: unbase64(code[1]), signed: bytes.subarray(0, at + 3), end: MAC.lastIndex } : null;
}

/** What is inside, or null: then the library is asked. */
export async function openQuick(identity, bytes) {
  const file = taken(bytes);
  if (!file || bytes.length - file.end > LONGEST || bytes.length - file.end < 32) return null;
  if (!kept.has(identity)) kept.set(identity, half(identity));
  const { key, recipient } = await kept.get(identity);
  for (const [share, wrapped] of file.shares) {
    const peer = await crypto.subtle.importKey("raw", share, { name: "X25519" }, false, []);
    const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, key, 256));
    const salt = new Uint8Array(64);
    salt.set(share);
    salt.set(recipient, 32);
    let fileKey;
    try { fileKey = chacha20poly1305(hkdf(sha256, secret, salt, X, 32), ZERO).decrypt(wrapped); } catch { continue; }
    const code = hmac(sha256, hkdf(sha256, fileKey, undefined, HEADER, 32), file.signed);
    if (code.some((each, at) => each !== file.code[at])) return null;
    const nonce = bytes.subarray(file.end, file.end + 16);
    return chacha20poly1305(hkdf(sha256, fileKey, nonce, PAYLOAD, 32), FINAL).decrypt(bytes.subarray(file.end + 16));
  }
  return null;
}
