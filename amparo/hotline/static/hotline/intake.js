// The intake by keyboard and the pin on the map. Without this file buttons and number fields do the same.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("#intake");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-send]"));
  }
});

// --- one line of the script may stand in two places: said once is said ---
document.addEventListener("change", (event) => {
  if (event.target.name !== "said") return;
  for (const each of document.querySelectorAll("[name='said']")) if (each.value === event.target.value) each.checked = event.target.checked;
});

// --- the pin: two numbers in the form, drawn on the map ---
const fields = () => [document.getElementById("in-lat"), document.getElementById("in-lon")];
function put(map, x, y) {
  const [lat, lon] = fields();
  const frame = map.dataset;
  lat.value = (Number(frame.north) - y / Number(frame.scaleY)).toFixed(5);
  lon.value = (Number(frame.west) + x / Number(frame.scaleX)).toFixed(5);
  show(map, x, y);
  lat.dispatchEvent(new Event("input", { bubbles: true }));
}
function show(map, x, y) {
  const dot = map.querySelector("[data-pin-dot]");
  dot.setAttribute("cx", x);
  dot.setAttribute("cy", y);
  dot.setAttribute("visibility", "visible");
}
document.addEventListener("click", (event) => {
  const map = event.target.closest?.("[data-pin]");
  if (!map) return;
  const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  put(map, spot.x, spot.y);
});
const moves = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] };
document.addEventListener("keydown", (event) => {
  const map = event.target.matches?.("[data-pin]") ? event.target : null;
  if (!map) return;
  const dot = map.querySelector("[data-pin-dot]");
  if (moves[event.key]) {
    event.preventDefault();
    const far = event.shiftKey ? 8 : 1;
    const [x, y] = [Number(dot.getAttribute("cx") ?? 320), Number(dot.getAttribute("cy") ?? 210)];
    put(map, x + moves[event.key][0] * far, y + moves[event.key][1] * far);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    fields().forEach((each) => { each.value = ""; });
    dot.setAttribute("visibility", "hidden");
    fields()[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
});
