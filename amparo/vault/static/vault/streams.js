// Files, closed and opened while they stream: no file is held whole to be closed, and none is handed out before it was found whole.
// Each has a key of its own, which stands in its details beside a salted commitment of what is inside (docs/formats/sealed-file.md).
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, sha256 } from "./age.js";
import { Refused, words } from "./wire.js";

export const PIECE = 1 << 20;
const KEPT = 8 << 20; // so much is put together before the browser may lay it aside
const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (each) => parseInt(each, 16));

/** What came is not the file that was added: it was cut, changed, or changed places with another. */
export class NotWhole extends Error {}

async function* read(stream) {
  const reader = stream.getReader();
  for (let each = await reader.read(); !each.done; each = await reader.read()) yield each.value;
}

/** Pieces of one size out of a stream, each looked at by `seen`; the last one may be smaller. */
async function* piecesOf(stream, seen) {
  let piece = new Uint8Array(PIECE);
  let filled = 0;
  for await (let chunk of read(stream)) {
    while (chunk.length) {
      const fits = chunk.subarray(0, PIECE - filled);
      piece.set(fits, filled);
      filled += fits.length;
      chunk = chunk.subarray(fits.length);
      if (filled === PIECE) {
        seen(piece);
        yield piece;
        [piece, filled] = [new Uint8Array(PIECE), 0];
      }
    }
  }
  if (filled) { seen(piece.subarray(0, filled)); yield piece.subarray(0, filled); }
}

/** Close a file: its closed pieces, and once all were taken what must be kept of it. */
export async function sealing(file) {
  const key = await generateX25519Identity();
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const inside = sha256.create().update(salt);
  const outside = sha256.create();
  let size = 0;
  let closed = 0;
  const watched = new TransformStream({ transform(chunk, to) { inside.update(chunk); size += chunk.length; to.enqueue(chunk); } });
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(key));
  const stream = await encrypter.encrypt(file.stream().pipeThrough(watched));
  return {
    pieces: piecesOf(stream, (piece) => { outside.update(piece); closed += piece.length; }),
    kept: () => ({
      size: closed, digest: hex(outside.digest()),
      details: { v: 1, name: file.name, type: file.type, size, age: key, salt: hex(salt), commitment: hex(inside.digest()) },
    }),
  };
}

/** Open a closed stream by its details. The whole file or `NotWhole`; a line that was cut is `Refused`. */
export async function opening(details, closed, said = () => {}) {
  let cut = false;
  const reader = closed.getReader();
  const watched = new ReadableStream({
    async pull(to) {
      try {
        const { value, done } = await reader.read();
        if (done) to.close(); else to.enqueue(value);
      } catch (trouble) { cut = true; to.error(trouble); }
    },
  });
  const inside = sha256.create().update(unhex(details.salt));
  const parts = [];
  let some = [];
  let [size, held] = [0, 0];
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(details.age);
    for await (const chunk of read(await decrypter.decrypt(watched))) {
      inside.update(chunk);
      size += chunk.length;
      held += chunk.length;
      some.push(chunk);
      if (held >= KEPT) { parts.push(new Blob(some)); [some, held] = [[], 0]; said(size); }
    }
  } catch {
    reader.cancel().catch(() => null);
    if (cut) throw new Refused(words.network);
    throw new NotWhole("closed");
  }
  if (size !== details.size || hex(inside.digest()) !== details.commitment) throw new NotWhole("other");
  return new Blob([...parts, ...some]);
}
