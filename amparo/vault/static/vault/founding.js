// The first keys of all circles: made here, wrapped for the founder and for recovery, and sent closed.
import { askToOpen } from "./door.js";
import { keyWords, NotVouched, sign } from "./directory.js";
import { identity, isOpen, newKey, ready, wrapFor } from "./ring.js";
import { post, Refused, words } from "./wire.js";

const form = document.querySelector("[data-founding]");

async function found(recipient) {
  const { circles, person } = form.dataset;
  const recovery = { id: crypto.randomUUID(), recipient, kind: "recovery", circle: "", subject: "", part: "", version: 1 };
  recovery.signature = sign(keyWords(recovery), identity().sign);
  const keys = [];
  const wraps = [];
  for (const circle of circles.split(" ")) {
    const key = await newKey({ kind: "circle", circle });
    keys.push(key);
    wraps.push(await wrapFor(key.id, { person }), await wrapFor(key.id, { key: recovery.id, recipient }));
  }
  await post("/vault/founding/", { recovery, keys, wraps });
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button");
  const recipient = form.querySelector("#recovery").value.trim();
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(recipient)) { said.textContent = form.dataset.wrong; return; }
  await ready;
  if (!isOpen()) {
    document.addEventListener("vault:opened", () => form.requestSubmit(), { once: true });
    askToOpen();
    return;
  }
  said.textContent = words.opening;
  button.disabled = true;
  try { await found(recipient); location.reload(); } catch (trouble) {
    said.textContent = trouble instanceof Refused ? trouble.message : trouble instanceof NotVouched ? words.notVouched : form.dataset.failed;
    button.disabled = false;
  }
});
