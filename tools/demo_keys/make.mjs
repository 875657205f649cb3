// Keys of the demo's invented people, closed by the very scripts that the browser runs. Read by tools/demo_keys.
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { ed25519, generateX25519Identity, identityToRecipient } from "../../amparo/vault/static/vault/age.js";
import { close, placed, toBase64 } from "../../amparo/vault/static/vault/bodies.js";

const [founder, ...cast] = process.argv.slice(2).map((each) => each.split(":"));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/[\s,.;-]+/u).join(" ");
const phrase = (language) => {
  const name = { es: "es", "pt-BR": "pt" }[language] ?? "en";
  const list = readFileSync(new URL(`../../amparo/vault/static/vault/words.${name}.txt`, import.meta.url), "utf8").trim().split("\n");
  return Array.from({ length: 7 }, () => list[randomInt(list.length)]).join(" ");
};

const seeds = new Map([founder, ...cast].map(([slug]) => [slug, randomBytes(32)]));
const root = hex(ed25519.getPublicKey(seeds.get(founder[0])));
const people = {};
for (const [slug, language] of [founder, ...cast]) {
  const age = await generateX25519Identity();
  const sign = hex(seeds.get(slug));
  const ways = [];
  for (const opens of ["phrase", "sheet"]) {
    const words = phrase(language);
    const id = randomUUID();
    const closed = await close([{ phrase: plain(words) }], JSON.stringify({ age, sign, root }), placed("vault_unlocker", "closed", id));
    ways.push({ id, opens, words, closed: toBase64(closed) });
  }
  people[slug] = { recipient: await identityToRecipient(age), age, sign, ways };
}
const recovery = await generateX25519Identity();
console.log(JSON.stringify({
  about: "DEMO ONLY. Invented people's keys, written down for all to see; a production refuses them. Made by python -m tools.demo_keys.",
  founder: founder[0], recovery: { recipient: await identityToRecipient(recovery), age: recovery }, people,
}, null, 1));
