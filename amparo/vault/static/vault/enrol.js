// Making one's keys, and one more way in to them. Everything secret is made, closed and proven in this page.
import { generateX25519Identity, identityToRecipient, webauthn } from "./age.js";
import { close, toBase64 } from "./bodies.js";
import { askToOpen } from "./door.js";
import { hex, proofWords, sign, signerOf } from "./directory.js";
import { newPhrase, plainPhrase } from "./phrase.js";
import { identity, isOpen, openByPasskey, openByPhrase, placeOfWay, ready, take, vouch, waysIn } from "./ring.js";
import { post, Refused, words } from "./wire.js";

const page = document.querySelector("[data-enrol]");
const { flow, root, first, name, language } = page.dataset;
const said = page.querySelector("[data-said]");
const step = (which) => {
  said.textContent = "";
  page.querySelectorAll("[data-step]").forEach((each) => { each.hidden = each.dataset.step !== which; });
  page.querySelector(`[data-step="${which}"]`).querySelector("h2, textarea, button")?.focus();
};
let secret = null; // what is closed: { age, sign, root }
let drawn = { opens: "phrase", words: "" };
let passkeyDone = flow === "more";

async function attempt(button, work) {
  said.textContent = words.opening;
  button.disabled = true;
  try { await work(); } catch (trouble) {
    said.textContent = trouble instanceof Refused ? trouble.message : trouble instanceof DOMException || trouble.passkey ? page.dataset.noPasskey : page.dataset.wrong;
  }
  button.disabled = false;
}

/** Keep the closed keys for one way in, take them back from the house, open them, and show that it was so. */
async function keepAndProve(opens, credential, recipients, openAgain) {
  const id = crypto.randomUUID();
  const closed = await close(recipients, JSON.stringify(secret), placeOfWay(id));
  const { word } = await post("/vault/me/ways-in/", { id, opens, credential, closed: toBase64(closed) });
  const { ways } = await waysIn();
  const opened = await openAgain(ways.filter((each) => each.id === id));
  const { done } = await post(`/vault/me/ways-in/${id}/proof/`, { signature: sign(proofWords(id, word), opened.sign) });
  return { id, done };
}

async function begin() {
  if (flow === "more") { secret = identity(); return; }
  const age = await generateX25519Identity();
  const seed = hex(crypto.getRandomValues(new Uint8Array(32)));
  const signer = signerOf(seed);
  secret = { age, sign: seed, root: first ? signer : root };
  await post("/vault/me/keys/", { recipient: await identityToRecipient(age), signer });
}

async function withPasskey() {
  await begin();
  let credential;
  try { credential = await webauthn.createCredential({ keyName: name }); } catch (trouble) { throw Object.assign(new Error(trouble.message), { passkey: true }); }
  const way = await keepAndProve("passkey", credential, [new webauthn.WebAuthnRecipient({ identity: credential })], openByPasskey);
  localStorage.setItem("vault-way", way.id);
  passkeyDone = true;
  if (flow === "more") finish(); else await draw("phrase");
}

async function draw(opens) {
  drawn = { opens, words: await newPhrase(language) };
  page.querySelectorAll("[data-words-of]").forEach((list) => list.replaceChildren(...drawn.words.split(" ").map((word) => {
    const line = document.createElement("li");
    line.textContent = word;
    return line;
  })));
  page.querySelectorAll("[data-if-sheet]").forEach((each) => { each.hidden = opens !== "sheet"; });
  page.querySelectorAll("[data-if-phrase]").forEach((each) => { each.hidden = opens === "sheet"; });
  step("show");
}

async function check() {
  const box = page.querySelector("[name=phrase]");
  if (plainPhrase(box.value) !== plainPhrase(drawn.words)) throw new Error("other words");
  const typed = box.value;
  const { done } = await keepAndProve(drawn.opens, "", [{ phrase: plainPhrase(drawn.words) }], (ways) => openByPhrase(typed, ways));
  box.value = "";
  if (flow === "more" || (done && passkeyDone)) await finish();
  else if (done) await finish();
  else await draw("sheet");
}

async function finish() {
  drawn = { opens: "", words: "" };
  page.querySelectorAll("[data-words-of]").forEach((list) => list.replaceChildren());
  if (flow === "enrol") {
    const { recipient, signer } = await waysIn();
    await take(secret);
    if (first) await vouch(page.dataset.person, recipient, signer, "/vault/me/first-line/");
  }
  secret = null;
  step("done");
}

const on = (selector, work) => page.querySelectorAll(selector).forEach((button) => button.addEventListener("click", () => attempt(button, work)));
on("[data-with-passkey]", withPasskey);
on("[data-without-passkey]", async () => { await begin(); await draw("phrase"); });
on("[data-new-phrase]", async () => { await begin(); await draw("phrase"); });
on("[data-new-sheet]", async () => { await begin(); await draw("sheet"); });
on("[data-written]", async () => step("check"));
on("[data-show-again]", async () => step("show"));
page.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
page.querySelector("[data-check]").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(event.submitter ?? page.querySelector("[data-check] button"), check);
});
page.querySelector("[data-open-first]")?.addEventListener("click", askToOpen);
if (!window.PublicKeyCredential) page.querySelectorAll("[data-with-passkey]").forEach((each) => { each.hidden = true; });
if (flow === "more") {
  const show = () => step(isOpen() ? "begin" : "shut");
  ready.then(show);
  document.addEventListener("vault:opened", () => page.querySelector('[data-step="shut"]').hidden || show());
  document.addEventListener("vault:locked", () => { secret = null; show(); });
}
addEventListener("pagehide", () => { secret = null; drawn = { opens: "", words: "" }; });
