// The least that a window with a million rows does: rows are made up from their number when they come into sight. A key
// shows other rows, a click fills the panel beside the list.
const ROW = 37;
const TOTAL = 800_000; // As many as WebKit scrolls without scaling.
const MORE = 8;
const grid = document.querySelector('[role="grid"]');
const track = grid.firstElementChild;
const search = document.querySelector("input");
let shown = "";

function cells(index) {
  return [`Person ${index}${search.value}`, `person${index}@example.com`, "Smith Family Trust", "Can sign in", "never"];
}

function row(index) {
  const element = document.createElement("div");
  element.role = "row";
  element.ariaRowIndex = String(index + 2);
  element.ariaBusy = "false";
  element.style.top = `${index * ROW}px`;
  for (const text of cells(index)) {
    const cell = document.createElement("span");
    cell.role = "gridcell";
    cell.textContent = text;
    element.append(cell);
  }
  return element;
}

function draw() {
  const first = Math.max(0, Math.floor(grid.scrollTop / ROW) - MORE);
  const last = Math.min(TOTAL - 1, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + MORE);
  const now = `${first} ${last} ${search.value}`;
  if (now === shown) return;
  shown = now;
  track.replaceChildren(...Array.from({ length: last - first + 1 }, (_, at) => row(first + at)));
}

track.style.height = `${TOTAL * ROW}px`;
grid.ariaRowCount = String(TOTAL + 1);
document.querySelector("[role=status]").textContent = `${TOTAL}`;
grid.addEventListener("scroll", draw);
search.addEventListener("input", draw);
grid.addEventListener("click", (event) => {
  const clicked = event.target.closest('[role="row"]');
  if (clicked !== null) document.querySelector("aside").replaceChildren(...clicked.cloneNode(true).children);
});
draw();
requestAnimationFrame(() => performance.mark("rows"));
