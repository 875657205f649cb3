// The live board: an event says that something changed, the page fetches that part through its own door.
// Nothing moves under the pointer or around the focus: such changes wait and are counted.
const address = document.body.dataset.liveUrl?.trim();
const words = document.getElementById("words")?.dataset ?? {};
const topics = ["report", "activation", "call", "alarm", "outbox"];
const lost = document.querySelector("[data-lost]");
const title = document.title;
const held = new Map();
let unseen = 0;
let lostTimer = 0;

// --- two soft tones; silent until the reader turns them on ---
const bell = document.querySelector("[data-sound]");
let sound = null;
function tone(urgent) {
  if (!sound) return;
  [0, 0.22].forEach((delay, index) => {
    const note = sound.createOscillator();
    const level = sound.createGain();
    const start = sound.currentTime + delay;
    note.frequency.value = (urgent ? [523, 784] : [440, 523])[index];
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(urgent ? 0.16 : 0.08, start + 0.03);
    level.gain.exponentialRampToValueAtTime(0.001, start + 0.4);
    note.connect(level).connect(sound.destination);
    note.start(start);
    note.stop(start + 0.45);
  });
}
function showBell() {
  bell.setAttribute("aria-pressed", String(Boolean(sound)));
  bell.querySelectorAll("[data-when]").forEach((each) => { each.hidden = (each.dataset.when === "on") !== Boolean(sound); });
}

// --- what waits ---
// A page that moves below a resting mouse is not left by it: only a mouse that moves leaves.
let under = null;
document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return;
  const here = event.target.closest?.(".card, .lines > *") ?? null;
  if (here !== under && held.size) setTimeout(release, 80);
  under = here;
}, { passive: true });
document.documentElement.addEventListener("pointerleave", () => { under = null; });
const rests = (area) => Boolean(area.querySelector(".card:hover, .lines > :hover")) || area.contains(under);
const busy = (area) => rests(area) || (area.contains(document.activeElement) && document.activeElement !== area);
function showWaiting() {
  const count = [...held.values()].reduce((sum, each) => sum + each.size, 0);
  for (const button of document.querySelectorAll("[data-waiting]")) {
    button.hidden = !count;
    button.textContent = (count === 1 ? words.waitingOne : words.waitingMany).replace("{n}", count);
  }
}
function hold(area, event) {
  if (!held.has(area.id)) held.set(area.id, new Set());
  held.get(area.id).add(event.detail?.id ?? `${event.type}${Date.now()}`);
  showWaiting();
}
function release(force) {
  for (const [id] of held) {
    const area = document.getElementById(id);
    if (area && !force && busy(area)) continue;
    held.delete(id);
    if (area) htmx.ajax("GET", area.getAttribute("hx-get"), { source: area, target: area, swap: area.getAttribute("hx-swap") ?? "outerHTML" });
  }
  showWaiting();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const cause = event.detail.requestConfig.triggeringEvent;
  if (!cause?.type?.startsWith("live:") || !busy(event.detail.elt)) return;
  event.preventDefault();
  hold(event.detail.elt, cause);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const cause = event.detail.requestConfig?.triggeringEvent;
  if (!cause?.type?.startsWith("live:") || !busy(event.detail.elt)) return;
  event.detail.shouldSwap = false;
  hold(event.detail.elt, cause);
});
for (const kind of ["pointerout", "focusout"]) document.addEventListener(kind, () => { if (held.size) setTimeout(release, 80); });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-waiting]")) release(true); });

// --- the stream ---
function arrive(topic, text, id) {
  let detail = {};
  try { detail = JSON.parse(text); } catch { detail = {}; }
  const name = topic ?? detail.topic;
  if (!name) return;
  document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail: { ...detail, id } }));
  if (detail.urgent || name === "alarm") tone(true);
  else if (name === "report" || name === "call") tone(false);
  if (document.hidden && name !== "outbox") {
    unseen += 1;
    document.title = `(${unseen}) ${title}`;
  }
}
function connected() {
  clearTimeout(lostTimer);
  lostTimer = 0;
  if (lost && !lost.hidden) {
    lost.hidden = true;
    topics.forEach((topic) => document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: { id: `again-${topic}` } })));
  }
}
function missing() {
  if (!lostTimer) lostTimer = setTimeout(() => { if (lost) lost.hidden = false; }, 5000);
}
// A refused stream may mean that the login has ended: then the page must not go on showing what it knew.
async function stillIn() {
  try {
    const answer = await fetch("/", { method: "HEAD", redirect: "manual", headers: { "X-By-Itself": "1" } });
    if (answer.type === "opaqueredirect") document.dispatchEvent(new CustomEvent("amparo:out"));
  } catch { /* the network is gone; the banner says so */ }
}
function connect() {
  const stream = new EventSource(address, { withCredentials: true });
  stream.onopen = connected;
  stream.onmessage = (event) => arrive(null, event.data, event.lastEventId);
  topics.forEach((topic) => stream.addEventListener(topic, (event) => arrive(topic, event.data, event.lastEventId)));
  stream.onerror = () => {
    missing();
    if (stream.readyState !== EventSource.CLOSED) return;
    stillIn();
    setTimeout(connect, 3000 + Math.random() * 2000);
  };
  addEventListener("pagehide", () => stream.close(), { once: true });
}

if (address) {
  if (bell) {
    bell.hidden = false;
    bell.addEventListener("click", () => {
      if (sound) { sound.close(); sound = null; } else { sound = new AudioContext(); tone(false); }
      showBell();
    });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { unseen = 0; document.title = title; } });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
}
