// Forms with data-autosave are saved two seconds after the last change. What was typed stays whatever the network does.
const words = document.getElementById("words")?.dataset ?? {};
const waits = new WeakMap();

// After a new login the old token of the page counts no more; the cookie always holds the one that does.
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
function body(form) {
  const fields = new FormData(form);
  if (token()) {
    fields.delete("csrfmiddlewaretoken");
    form.querySelectorAll("[name='csrfmiddlewaretoken']").forEach((each) => { each.value = token(); });
  }
  return fields;
}

function show(form, state, text) {
  const line = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved="${form.id}"]`);
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text || words[state] || "";
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
  let refused = "";
  let state = "failed";
  try {
    const headers = { "X-Autosave": "1", ...(token() ? { "X-CSRFToken": token() } : {}) };
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: body(form), redirect: "manual", headers });
    ok = answer.ok;
    if (answer.status === 422) refused = await answer.text();
    if (answer.type === "opaqueredirect") state = "login";
  } catch { ok = false; }
  wait.busy = false;
  wait.unsaved = !ok && !refused;
  if (refused) {
    wait.pause = 2000;
    show(form, "failed", refused);
    if (wait.again) later(form, 0);
    else form.dispatchEvent(new CustomEvent("amparo:partly", { bubbles: true }));
  } else if (ok) {
    wait.pause = 2000;
    show(form, "saved");
    if (wait.again) later(form, 0);
    else form.dispatchEvent(new CustomEvent("amparo:saved", { bubbles: true }));
  } else {
    show(form, state);
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
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosave]")) return;
  if (waits.get(form)?.unsaved) {
    event.preventDefault();
    save(form);
    return;
  }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
