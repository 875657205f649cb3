// Forms with data-autosave are saved two seconds after the last change. What was typed stays whatever the network does, and
// leaves this page only when the house has it: an ended login or a lost token cannot swallow words.
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
// A browser that lost its token is given a new one by any page.
async function freshToken() {
  try { await fetch("/help/", { cache: "no-store", headers: { "X-By-Itself": "1" } }); } catch { /* the next try asks again */ }
}

function show(form, state, text) {
  const line = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved="${form.id}"]`);
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text || words[state] || "";
}

const waitOf = (form) => waits.get(form) ?? waits.set(form, { pause: 2000 }).get(form);
function later(form, delay) {
  const wait = waitOf(form);
  clearTimeout(wait.timer);
  wait.timer = setTimeout(() => save(form), delay);
}

async function send(form) {
  const post = () => fetch(form.dataset.autosave, {
    method: "POST", body: body(form), redirect: "manual",
    headers: { "X-Autosave": "1", ...(token() ? { "X-CSRFToken": token() } : {}) },
  });
  if (!token()) await freshToken();
  let answer = await post();
  if (answer.status === 403) {
    await freshToken();
    answer = await post();
  }
  if (answer.status === 409) return { state: "refused" }; // closed meanwhile: the page that is pressed for says so
  if (answer.status === 422) return { state: "refused", text: await answer.text() };
  if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "login" };
  return { state: answer.ok ? "saved" : "failed" };
}

// Save now. True when the house has everything that stands in the form.
async function save(form) {
  const wait = waitOf(form);
  if (!form.isConnected || form.dataset.sent) return false;
  if (wait.busy) { wait.again = true; return wait.busy; }
  clearTimeout(wait.timer);
  wait.again = false;
  show(form, "saving");
  wait.busy = send(form).catch(() => ({ state: "failed" })).then(({ state, text }) => {
    wait.busy = null;
    wait.unsaved = state !== "saved";
    if (state === "saved" || state === "refused") {
      wait.pause = 2000;
      show(form, state === "saved" ? "saved" : "failed", text);
      if (wait.again) { wait.unsaved = true; later(form, 0); }
      else form.dispatchEvent(new CustomEvent(state === "saved" ? "amparo:saved" : "amparo:partly", { bubbles: true }));
    } else {
      show(form, state);
      wait.pause = Math.min(wait.pause * 2, 30000);
      later(form, wait.pause);
    }
    return !wait.unsaved || state === "refused";
  });
  return wait.busy;
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-autosave]");
    if (!form) return;
    waitOf(form).unsaved = true;
    later(form, 2000);
  });
}
// What is pressed is done when the words are safe: saved first, and pressed again by itself.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosave]")) return;
  if (!waits.get(form)?.unsaved || form.dataset.safe) {
    delete form.dataset.safe;
    form.dataset.sent = "1";
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  await waits.get(form).busy;
  if (waits.get(form).unsaved && !await save(form)) return;
  form.dataset.safe = "1";
  form.requestSubmit(button);
}, true);
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
// Back from another window, where somebody may have signed in again.
for (const kind of ["focus", "online"]) {
  addEventListener(kind, () => document.querySelectorAll("form[data-autosave]").forEach((form) => { if (waits.get(form)?.unsaved) later(form, 0); }));
}
