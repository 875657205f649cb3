// What the house uses of the age library, and the building blocks beneath it: they are the library's own.
export { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn } from "age-encryption";
export { chacha20poly1305 } from "@noble/ciphers/chacha.js";
export { ed25519 } from "@noble/curves/ed25519.js";
export { hkdf } from "@noble/hashes/hkdf.js";
export { hmac } from "@noble/hashes/hmac.js";
export { sha256 } from "@noble/hashes/sha2.js";
export { bech32 } from "@scure/base";
