// Stands in for what closing to an X25519 key does not need where the browser itself can multiply on that curve. A browser that
// cannot says so here, and the page sends the words to be closed on arrival.
const left = new Proxy({}, { get() { throw new Error("this was left out of the bundle"); } });
export const MLKEM768P256 = left;
export const MLKEM768X25519 = left;
export const p256 = left;
export const scrypt = left;
export const x25519 = {
  GuBytes: Uint8Array.of(9, ...new Uint8Array(31)), // the base point, RFC 7748
  scalarMult() { throw new Error("this browser has no X25519"); },
  scalarMultBase() { throw new Error("this browser has no X25519"); },
};
