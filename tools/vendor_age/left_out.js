// Stands in for the kinds of recipients that the house does not use (post-quantum hybrids and P-256 tags): half of the bundle.
const left = new Proxy({}, { get() { throw new Error("this kind of recipient was left out of the bundle"); } });
export const MLKEM768P256 = left;
export const MLKEM768X25519 = left;
export const p256 = left;
