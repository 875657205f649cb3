// What a page for strangers uses of the age library: it closes to a public key, and opens nothing.
export { Encrypter } from "age-encryption";
