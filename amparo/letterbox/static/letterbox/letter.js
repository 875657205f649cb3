// Pages for people without an account: the story is closed here when this browser can, and the pages can be left without a trace.
// All of them take one place in the browser's history, so that leaving quickly puts another page there and nothing of ours stays.
const leave = document.querySelector("[data-exit]");
const exit = () => { document.body.hidden = true; location.replace(leave.href); };
let escaped = 0;
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (event.timeStamp - escaped < 1000) exit();
  escaped = event.timeStamp;
});
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.protocol === "tel:" || link.hash || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (link === leave) exit();
  else location.replace(link.href);
});

const SIZES = [256, 1024, 2048, 4096, 8192]; // as in core/sealed.py
let closes = false;

function body(form, text) {
  const { table, column, row } = form.dataset;
  const meant = new TextEncoder().encode(JSON.stringify({ v: 1, table, column, row, case: "", text }));
  const all = new Uint8Array(SIZES.find((size) => meant.length + 5 <= size) ?? Math.ceil((meant.length + 5) / 8192) * 8192);
  all[0] = 1;
  new DataView(all.buffer).setUint32(1, meant.length);
  all.set(meant, 5);
  return all;
}

async function close(form, text) {
  const { Encrypter } = await import("./close.js");
  const encrypter = new Encrypter();
  encrypter.addRecipient(form.dataset.recipient);
  const bytes = await encrypter.encrypt(body(form, text));
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
}

const say = () => { for (const each of document.querySelectorAll("[data-closed]")) each.hidden = (each.dataset.closed === "browser") !== closes; };

const post = (address, fields) => new Promise((resolve) => {
  const asked = new XMLHttpRequest();
  asked.open("POST", address);
  asked.responseType = "document";
  asked.onload = () => resolve(asked.response);
  asked.onerror = () => resolve(null);
  asked.send(new URLSearchParams(fields));
});

addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const fields = new FormData(form);
  const story = form.elements.story?.value.trim() ?? "";
  if (story && closes) {
    fields.set("closed", await close(form, story));
    fields.set("key", form.dataset.key);
    fields.delete("story");
  }
  const main = (await post(form.action || location.href, fields))?.getElementById("main");
  delete form.dataset.busy;
  if (!main) { if (!story || !closes) form.submit(); return; } // no answer: what was typed stays, and can be sent again
  document.getElementById("main").replaceWith(document.adoptNode(main));
  const again = main.querySelector("textarea[name=story]");
  if (again && story) again.value = story; // it was not sent in clear, so it did not come back
  say();
  scrollTo(0, 0);
  main.focus();
});

(async () => {
  const form = document.querySelector("[data-letter]");
  if (!form?.dataset.row || !globalThis.isSecureContext) return;
  try { await close(form, "."); closes = true; } catch { return; } // this browser cannot: it is closed on arrival, as the page says
  say();
})();
