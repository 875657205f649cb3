/* Fills the phones with what the simulator says, and tells it what was pressed. Builds nothing anew that has the focus. */
const words = JSON.parse(document.getElementById("words").textContent);
const phones = [...document.querySelectorAll(".phone")];
const numbers = phones.map(() => "");
const shown = phones.map(() => ({ line: 0, bubble: 0 }));
let clock = null;
let played = 0;
let first = true;

async function press(path, body = {}) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.ok;
}
function warn(phone) {
  phone.querySelector(".state-words").textContent = words.refused;
}
function set(node, text) { if (node.textContent !== text) node.textContent = text; }
function show(node, yes) { if (node.hidden === yes) node.hidden = !yes; }
function time(at) {
  return new Date(at * 1000).toLocaleTimeString(words.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: words.zone });
}

function lineFor(line) {
  const item = document.createElement("li");
  item.className = line.kind;
  const spoken = document.createElement("span");
  if (line.language) spoken.lang = line.language;
  const text = {
    note: () => words[line.words] || line.words,
    keys: () => `${words.pressed} ${line.words}`,
    plays: () => words.recorded,
    own: () => `${words.you}: ${line.words}`,
    talk: () => `${words.they}: ${line.words}`,
  }[line.kind];
  spoken.textContent = text ? text() : line.words;
  item.append(spoken);
  if (line.audio) {
    const audio = document.createElement("audio");
    audio.controls = true;
    audio.preload = "none";
    audio.src = line.audio;
    audio.setAttribute("aria-label", words.recorded);
    item.append(audio);
    if (!first && line.id > played && navigator.userActivation?.hasBeenActive) { played = line.id; audio.play().catch(() => {}); }
  }
  return item;
}
function append(list, rows, last, make) {
  const fresh = rows.filter((row) => row.id > last);
  if (!fresh.length) return last;
  for (const row of fresh) list.append(make(row));
  while (list.children.length > 60) list.firstChild.remove();
  list.scrollTop = list.scrollHeight;
  return fresh[fresh.length - 1].id;
}
function bubbleFor(bubble) {
  const item = document.createElement("li");
  item.className = bubble.mine ? "mine" : "ours";
  const who = document.createElement("span");
  who.className = "who-said";
  who.textContent = `${bubble.mine ? words.you : words.network} · ${time(bubble.at)}`;
  const said = document.createElement("span");
  said.textContent = bubble.words;
  item.append(who, said);
  return item;
}
function stateOf(call) {
  if (!call) return ["quiet", words.quiet];
  if (call.status === "ringing" && call.incoming) return ["rings", words.rings];
  if (call.status === "ringing" || call.status === "queued") return ["calling", words.calling];
  return [call.doing || "in_call", words[call.doing] || words.in_call];
}

function fill(phone, slot, said) {
  const who = phone.querySelector(".who");
  if (numbers[slot] !== said.number) {
    numbers[slot] = said.number;
    shown[slot] = { line: 0, bubble: 0 };
    phone.querySelector(".lines").replaceChildren();
    phone.querySelector(".thread").replaceChildren();
    if (![...who.options].some((each) => each.value === said.number)) who.add(new Option(said.number, said.number));
    who.value = said.number;
    set(phone.querySelector(".name"), who.selectedOptions[0].textContent.split(" · ")[0]);
    set(phone.querySelector(".number"), said.number);
  }
  const [state, label] = stateOf(said.call);
  const up = Boolean(said.call && said.call.status === "in-progress");
  phone.dataset.state = state;
  set(phone.querySelector(".state-words"), label);
  show(phone.querySelector(".scripted"), Boolean(said.script));
  show(phone.querySelector(".stopped"), said.stopped);
  const answer = phone.querySelector("[data-act=answer]");
  const had = phone.contains(document.activeElement) && document.activeElement.matches(".key, [data-act]");
  show(answer, state === "rings");
  show(phone.querySelector("[data-act=hang-up]"), Boolean(said.call));
  show(phone.querySelector("[data-act=call]"), !said.call);
  show(phone.querySelector(".check"), !said.call);
  show(phone.querySelector(".say"), up && said.call.doing === "talking");
  show(phone.querySelector(".pad"), up);
  if (had && (document.activeElement === document.body || document.activeElement.closest("[hidden]"))) {
    (phone.querySelector(".acts .button:not([hidden])") || phone.querySelector(".lines")).focus();
  }
  const mode = phone.querySelector(".mode");
  if (document.activeElement !== mode) mode.value = said.mode;
  if (said.lines.length && said.lines[said.lines.length - 1].id < shown[slot].line) shown[slot].line = 0;
  shown[slot].line = append(phone.querySelector(".lines"), said.lines, shown[slot].line, lineFor);
  shown[slot].bubble = append(phone.querySelector(".thread"), said.thread, shown[slot].bubble, bubbleFor);
  if (!said.lines.length) phone.querySelector(".lines").replaceChildren();
  if (!said.thread.length) phone.querySelector(".thread").replaceChildren();
}

function paint(said) {
  said.phones.forEach((each, slot) => fill(phones[slot], slot, each));
  const start = document.querySelector(`[data-story="${said.story}"]`);
  const name = start ? start.parentElement.querySelector("strong").textContent : "";
  set(document.getElementById("story"), said.story ? `${words.runs}: ${name}` : words.none_runs);
  show(document.getElementById("stop"), Boolean(said.story));
  clock = { at: said.now, speed: said.speed, here: performance.now() };
  for (const each of document.querySelectorAll("[data-speed]")) each.setAttribute("aria-pressed", String(Number(each.dataset.speed) === said.speed));
  for (const knob of document.querySelectorAll("[data-knob]")) {
    if (knob === document.activeElement) continue;
    const value = said.knobs[knob.dataset.knob];
    if (knob.type === "checkbox") knob.checked = value; else knob.value = value;
  }
  const log = document.getElementById("log");
  const lines = said.alerts.map((each) => `${time(each.at)} · ${each.code} · ${each.words}`);
  if (log.dataset.seen !== lines.join("|")) {
    log.dataset.seen = lines.join("|");
    log.replaceChildren(...(lines.length ? lines : [words.nothing]).map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }
  first = false;
}

phones.forEach((phone, slot) => {
  const at = (what) => `/phones/${encodeURIComponent(numbers[slot])}/${what}`;
  phone.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    let done = true;
    if (button.dataset.press) done = await press(at("keys"), { keys: button.dataset.press });
    else if (button.dataset.act) done = await press(at(button.dataset.act), { hidden: phone.querySelector(".hide-number").checked });
    if (!done) warn(phone);
  });
  phone.addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = event.target.querySelector("input");
    if (await press(at(event.target.dataset.form), { [input.name]: input.value })) input.value = "";
    else warn(phone);
  });
  phone.querySelector(".mode").addEventListener("change", (event) => press(at("mode"), { mode: event.target.value }));
  phone.querySelector(".who").addEventListener("change", async (event) => {
    if (!(await press(`/table/${slot}`, { number: event.target.value }))) { event.target.value = numbers[slot]; warn(phone); }
  });
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.story) press(`/scenarios/${button.dataset.story}/start`);
  else if (button?.dataset.speed) press("/clock", { speed: Number(button.dataset.speed) });
  else if (button?.id === "stop") press("/scenarios/stop");
  else if (button?.id === "afresh") press("/forget");
});
for (const knob of document.querySelectorAll("[data-knob]")) {
  knob.addEventListener("change", () => press("/knobs", { [knob.dataset.knob]: knob.type === "checkbox" ? knob.checked : Number(knob.value) }));
}
setInterval(() => {
  if (!clock) return;
  set(document.getElementById("clock"), time(clock.at + ((performance.now() - clock.here) / 1000) * clock.speed));
}, 250);

const pictures = new EventSource("/events");
pictures.onmessage = (event) => { show(document.getElementById("offline"), false); paint(JSON.parse(event.data)); };
pictures.onerror = () => show(document.getElementById("offline"), true);
