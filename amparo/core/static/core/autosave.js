// Forms with data-autosave are saved two seconds after the last change. What was typed stays whatever the network does.
const words = document.getElementById("words")?.dataset ?? {};
const waits = new WeakMap();

function show(form, state) {
  const line = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved="${form.id}"]`);
  if (!line) return;
  line.dataset.state = state;
  line.textContent = words[state] ?? "";
}

function later(form, delay) {
  const wait = waits.get(form) ?? { pause: 2000 };
  clearTimeout(wait.timer);
  wait.timer = setTimeout(() => save(form), delay);
  waits.set(form, wait);
}

async function save(form) {
  const wait = waits.get(form);
  if (!form.isConnected || form.dataset.sent) return;
  if (wait.busy) { wait.again = true; return; }
  wait.busy = true;
  wait.again = false;
  show(form, "saving");
  let ok = false;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "error", headers: { "X-Autosave": "1" } });
    ok = answer.ok;
  } catch { ok = false; }
  wait.busy = false;
  if (ok) {
    wait.pause = 2000;
    show(form, "saved");
    if (wait.again) later(form, 0);
    else form.dispatchEvent(new CustomEvent("amparo:saved", { bubbles: true }));
  } else {
    show(form, "failed");
    wait.pause = Math.min(wait.pause * 2, 30000);
    later(form, wait.pause);
  }
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-autosave]");
    if (form) later(form, 2000);
  });
}
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-autosave]")) event.target.dataset.sent = "1"; });
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
