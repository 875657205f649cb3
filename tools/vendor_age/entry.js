// What the house uses of the age library, and the signatures and hashes that it is built upon.
export { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn } from "age-encryption";
export { ed25519 } from "@noble/curves/ed25519.js";
export { sha256 } from "@noble/hashes/sha2.js";
