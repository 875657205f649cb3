// Opens every vector of npm cctv-age with the bundle that the house serves; prints what was expected and what came of it.
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import * as vectors from "cctv-age";
import { Decrypter } from "../../amparo/vault/static/vault/age.js";
import { openQuick } from "../../amparo/vault/static/vault/quick.js";

const said = {};
for (const [name, bytes] of Object.entries(vectors)) {
  const split = Buffer.from(bytes).indexOf("\n\n");
  const head = Buffer.from(bytes.subarray(0, split)).toString();
  const all = (field) => [...head.matchAll(new RegExp(`^${field}: (.*)$`, "gm"))].map((each) => each[1]);
  let file = bytes.subarray(split + 2);
  if (all("compressed")[0] === "zlib") file = inflateSync(file);
  const expected = all("expect")[0];
  let got = "failure";
  try {
    const decrypter = new Decrypter();
    for (const key of all("identity")) decrypter.addIdentity(key);
    for (const phrase of all("passphrase")) decrypter.addPassphrase(phrase);
    const opened = await decrypter.decrypt(new Uint8Array(file));
    got = createHash("sha256").update(opened).digest("hex");
  } catch { got = "failure"; }
  let quick = "left to the library";
  for (const key of all("identity")) {
    const opened = await openQuick(key, new Uint8Array(file)).catch(() => null);
    if (opened) quick = createHash("sha256").update(opened).digest("hex");
  }
  said[name] = { says: expected, expected: expected === "success" ? all("payload")[0] : "failure", got, quick };
}
console.log(JSON.stringify(said));
