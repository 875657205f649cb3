// A circle's members admit and remove, and make its next key: here, in their browsers. The house gets what is closed, and signatures.
import { askToOpen } from "./door.js";
import { checkKey, directory, memberWords, NotVouched, readMembers, sign } from "./directory.js";
import { identity, isOpen, keyFor, newKey, ready, vouch, wrapFor } from "./ring.js";
import { get, post, Refused, words } from "./wire.js";

const address = (circle, rest) => `/vault/circles/${circle}/${rest}/`;

/** The circle as the house shows it, with only those members whom others of the circle signed for. */
async function circleNow(circle) {
  const said = await get(address(circle, "ring"));
  const list = await directory(identity().root, { fresh: true });
  await checkKey(said.recovery, identity().root);
  return { ...said, list, members: readMembers(said, list, identity().root) };
}

/** The next key of a circle, wrapped for every member but this one, and for recovery. */
async function nextKey(now, without = "") {
  const key = await newKey({ kind: "circle", circle: now.circle, version: now.version + 1 });
  const wraps = [];
  for (const person of now.members) if (person !== without) wraps.push(await wrapFor(key.id, { person }));
  wraps.push(await wrapFor(key.id, { key: now.recovery.id, recipient: now.recovery.recipient }));
  return { key, wraps };
}

/** Give the circle its next key, unless somebody else's browser was faster. */
export async function renew(circle) {
  const now = await circleNow(circle);
  if (now.due) await post(address(circle, "key"), await nextKey(now));
}

async function admit({ circle, person, recipient, signer, from }) {
  const before = await circleNow(circle);
  const listed = before.list.people.get(person);
  if (listed?.recipient !== recipient || listed?.signer !== signer) await vouch(person, recipient, signer);
  const wraps = [];
  for (const version of before.versions) {
    if (from === "now" && version.retired) continue;
    const opens = await keyFor(version.id).catch(() => null); // what came before me is not mine to give
    if (opens) wraps.push(await wrapFor(version.id, { person }));
  }
  await post(address(circle, "admission"), { person, wraps, signature: sign(memberWords(circle, person, recipient), identity().sign) });
}

async function remove({ circle, person, cause }) {
  const now = await circleNow(circle);
  await post(address(circle, "removal"), { person, cause: cause === "yes", ...(await nextKey(now, person)) });
}

async function propose({ circle, person, recipient, signer, admits }) {
  const list = await directory(identity().root, { fresh: true });
  if (admits === "yes" && list.people.get(person)?.recipient !== recipient) await vouch(person, recipient, signer);
  const signature = sign(memberWords(circle, person, admits === "yes" ? recipient : ""), identity().sign);
  await post(address(circle, "proposals"), { person, admits: admits === "yes", signature });
}

const does = { admit, remove, propose };

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-circle-does]");
  if (!form) return;
  event.preventDefault();
  await ready;
  if (!isOpen()) {
    document.addEventListener("vault:opened", () => form.requestSubmit(), { once: true });
    askToOpen();
    return;
  }
  const said = form.querySelector("[data-said]");
  const buttons = form.querySelectorAll("button");
  said.textContent = words.working;
  buttons.forEach((each) => { each.disabled = true; });
  try {
    await does[form.dataset.circleDoes]({ ...form.dataset, ...Object.fromEntries(new FormData(form)) });
    location.assign(form.dataset.then ?? location.href);
  } catch (trouble) {
    said.textContent = trouble instanceof Refused ? trouble.message : trouble instanceof NotVouched ? words.memberNotVouched : words.trouble;
    buttons.forEach((each) => { each.disabled = false; });
  }
});
