// The door to one's keys: one button for the passkey, or the seven words. It opens over whatever page asks for it.
import { isOpen, lock, ready, unlock, waysIn, WrongKey } from "./ring.js";
import { Refused, words } from "./wire.js";

const template = document.getElementById("vault-door");
let dialog = null;

function made() {
  if (dialog || !template) return dialog;
  document.body.append(template.content.cloneNode(true));
  dialog = document.querySelector("dialog.vault-door");
  const said = dialog.querySelector("[data-said]");
  const buttons = () => dialog.querySelectorAll("button");
  async function attempt(how) {
    said.textContent = words.opening;
    buttons().forEach((each) => { each.disabled = true; });
    await new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 0)); }); // the word is on the screen before the work
    try {
      await unlock(how);
      said.textContent = "";
      dialog.querySelector("[name=phrase]").value = dialog.dataset.practice ?? "";
      dialog.close();
    } catch (trouble) {
      said.textContent = trouble instanceof Refused ? trouble.message : trouble instanceof WrongKey || how.phrase ? words[how.phrase ? "wrongPhrase" : "wrongPasskey"] : words.noPasskey;
    }
    buttons().forEach((each) => { each.disabled = false; });
  }
  dialog.querySelector("[data-by-passkey]").addEventListener("click", () => attempt({ passkey: true }));
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt({ phrase: dialog.querySelector("[name=phrase]").value });
  });
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[name=phrase]").value = dialog.dataset.practice ?? "";
  return dialog;
}

/** Ask whoever sits here to open their keys. */
export async function askToOpen() {
  const door = made();
  if (isOpen() || !door || door.open) return;
  door.showModal();
  try {
    const { ways, proven } = await waysIn();
    const passkey = ways.some((each) => each.opens === "passkey");
    door.querySelector("[data-none]").hidden = Boolean(proven);
    door.querySelector("[data-some]").hidden = !proven;
    door.querySelector("[data-by-passkey]").hidden = !passkey;
    if (proven) door.querySelector(passkey ? "[data-by-passkey]" : "[name=phrase]").focus();
  } catch (trouble) { door.querySelector("[data-said]").textContent = trouble.message; }
}

// A page may show whether the keys are open, and a button that closes them.
function show() {
  document.querySelectorAll("[data-vault-open]").forEach((each) => { each.hidden = !isOpen(); });
  document.querySelectorAll("[data-vault-shut]").forEach((each) => { each.hidden = isOpen(); });
}
document.addEventListener("vault:opened", show);
document.addEventListener("vault:locked", show);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-vault-lock]")) lock();
  if (event.target.closest?.("[data-vault-unlock]")) askToOpen();
});
ready.then(show);
