// Running clocks, in the house's time: a demo's clock may run faster than the wall's.
const { clockReal, clockVirtual, clockSpeed } = document.documentElement.dataset;
const words = document.getElementById("words")?.dataset ?? {};
const skew = Number(clockReal) - Date.now() / 1000;
const speed = Number(clockSpeed) || 1;
const now = () => Number(clockVirtual) + (Date.now() / 1000 + skew - Number(clockReal)) * speed;
const seconds = (text) => Date.parse(text) / 1000;

function inWords(gap) {
  const minutes = Math.round(Math.abs(gap) / 60);
  if (minutes < 1) return words.now;
  const hours = minutes >= 90;
  const n = hours ? Math.round(minutes / 60) : minutes;
  return (gap > 0 ? (hours ? words.hoursAgo : words.minAgo) : (hours ? words.inHours : words.inMin)).replace("{n}", n);
}

function face(total) {
  const whole = Math.max(Math.floor(total), 0);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours ? `${hours}:${String(minutes).padStart(2, "0")}` : minutes}:${String(whole % 60).padStart(2, "0")}`;
}

function set(each, text) { if (each.textContent !== text) each.textContent = text; }

function tick() {
  const moment = now();
  for (const each of document.querySelectorAll("time[data-ago]")) {
    const gap = moment - seconds(each.dateTime);
    if (Math.abs(gap) < 36 * 3600) set(each, inWords(gap));
  }
  for (const each of document.querySelectorAll("progress[data-until]")) {
    const start = seconds(each.dataset.since);
    each.max = Math.max(seconds(each.dataset.until) - start, 1);
    each.value = Math.min(Math.max(moment - start, 0), each.max);
  }
  for (const each of document.querySelectorAll(".timer[data-since]")) set(each, face(moment - seconds(each.dataset.since)));
  for (const each of document.querySelectorAll(".timer[data-until]")) set(each, face(seconds(each.dataset.until) - moment));
}

if (clockVirtual) {
  tick();
  setInterval(tick, Math.max(1000 / speed, 200));
}
