// What the pages of a case do in the browser: its keys are made here, wrapped here, and made anew here.
import { askToOpen } from "../vault/door.js";
import { fromBase64, open, placed, toBase64, close } from "../vault/bodies.js";
import { checkKey, NotVouched, RolledBack } from "../vault/directory.js";
import { identity, isOpen, keyFor, newKey, ready, wrapFor } from "../vault/ring.js";
import { get, post, Refused, words } from "../vault/wire.js";

const sentence = (trouble) => (trouble instanceof Refused ? trouble.message : trouble instanceof NotVouched || trouble instanceof RolledBack ? words.memberNotVouched : words.trouble);

/** Do this once the keys are open; ask for them when they are not. */
async function whenOpen(act) {
  await ready;
  if (isOpen()) return act();
  document.addEventListener("vault:opened", act, { once: true });
  return undefined;
}

/** The keys of a case's parts, wrapped for the circle's key of today. */
async function keysFor(subject, circle, { version = 1, parts = ["identity", "ops", "evidence"] } = {}) {
  await checkKey(circle, identity().root);
  const keys = [];
  const wraps = [];
  for (const part of parts) {
    const key = await newKey({ kind: "case", subject, part, version });
    keys.push(key);
    wraps.push(await wrapFor(key.id, { key: circle.id, recipient: circle.recipient }));
  }
  return { keys, wraps };
}

// --- opening a case ---
const opening = document.querySelector("form[data-opening]");
async function prepare() {
  if (opening.dataset.prepared) return;
  opening.dataset.prepared = "yes";
  const { keys, wraps } = await keysFor(opening.elements.case.value, JSON.parse(document.getElementById("circle-key").textContent));
  opening.elements.made.value = JSON.stringify({ keys, wraps });
  for (const field of opening.querySelectorAll("sealed-field")) field.setAttribute("key", keys[field.getAttribute("table") === "cases_needs" ? 1 : 0].id);
  opening.querySelector("[data-ready]").disabled = false;
  copyStory();
}
/** What was told during the call stands in the story's field, unless somebody wrote there already. */
function copyStory() {
  const told = document.querySelector("[data-told]");
  const box = opening.querySelector("[column=narrative] [data-words], [column=narrative] textarea");
  const source = told?.querySelector("sealed-field[data-is=open], .sealed-text");
  if (!source || !box || box.value) return;
  box.value = source.textContent;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
document.addEventListener("sealed:changed", () => { if (opening?.dataset.prepared && isOpen()) copyStory(); });
if (opening) whenOpen(() => prepare().catch((trouble) => { opening.querySelector("[data-said]").textContent = sentence(trouble); }));

// --- a seat on the team ---
document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-seat]");
  if (!form) return;
  event.preventDefault();
  await ready;
  if (!isOpen()) {
    document.addEventListener("vault:opened", () => form.requestSubmit(event.submitter), { once: true });
    askToOpen();
    return;
  }
  const { person, whole, ops, address } = form.dataset;
  const seat = new FormData(form).get("seat");
  const said = form.querySelector("[data-said]");
  said.textContent = words.working;
  try {
    const wraps = [];
    for (const key of seat === "all" ? whole.split(" ") : [ops]) wraps.push(await wrapFor(key, { person }));
    await post(address, { person, seat, wraps });
    location.reload();
  } catch (trouble) { said.textContent = sentence(trouble); }
});

// --- new keys for cases, one after the other; who closes the page goes on later ---
async function renewed(each, circle) {
  const { keys, wraps } = await keysFor(each.case, circle, each);
  const made = Object.fromEntries(keys.map((key) => [key.part, key]));
  for (const [part, people] of Object.entries(each.team)) {
    for (const person of people) wraps.push(await wrapFor(made[part].id, { person }));
  }
  const kept = {};
  for (const sheet of each.sheets) {
    const place = placed(sheet.table, sheet.column, sheet.row, each.case);
    const text = await open([await keyFor(sheet.key)], fromBase64(sheet.closed), place);
    kept[sheet.name] = { closed: toBase64(await close([made[sheet.part].recipient], text, place)), key: made[sheet.part].id, seen: sheet.seen };
  }
  return { case: each.case, keys, wraps, words: kept };
}

const work = document.querySelector("[data-renewals]");
async function renewAll() {
  const bar = work.querySelector("progress");
  const said = work.querySelector("[data-said]");
  const button = work.querySelector("button");
  button.disabled = true;
  try {
    for (let left = Number(work.dataset.left), still = 0; left > 0;) {
      const batch = await get(work.dataset.address);
      let done = 0;
      for (let cases = [], size = 0; batch.cases.length;) { // so many at once as one request carries
        cases.push(await renewed(batch.cases.shift(), batch.circle));
        size += JSON.stringify(cases.at(-1)).length;
        if (batch.cases.length && size < 250_000) continue;
        const answer = await post(work.dataset.address, { cases });
        [cases, size, done, left] = [[], 0, done + answer.done, answer.left];
        if (batch.cases.length) { bar.value = bar.max - left; said.textContent = work.dataset.leftWords.replace("{n}", left); }
      }
      still = done ? 0 : still + 1;
      bar.value = bar.max - left;
      said.textContent = work.dataset.leftWords.replace("{n}", left);
      if (still > 2) throw new Refused(words.trouble);
    }
    said.textContent = work.dataset.doneWords;
    work.dataset.done = "yes";
  } catch (trouble) { said.textContent = sentence(trouble); }
  button.disabled = false;
}
work?.querySelector("button").addEventListener("click", async () => {
  await ready;
  if (isOpen()) { renewAll(); return; }
  document.addEventListener("vault:opened", renewAll, { once: true });
  askToOpen();
});
