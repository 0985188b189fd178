// The number of an input, on its wire, is a slider: dragged sideways, or with arrow keys. Not here: what a new number
// does (page.js), fields to type into (controls.js).

const PER_GRAIN = 2; // pixels of a drag for one grain
const LEAP = 10; // grains

const LARGEST = 1e15;

// Where a drag starts: at 0 from what is no number, or so large that a grain is lost in it.
const started = (x) => (Math.abs(x) <= LARGEST ? x : 0);
const grainOf = (x) => sliderRange(started(x)).grain;

// Where an input's number stands: at its trunk if copies of it part, else at its only edge.
function arrowOfInput(picture, i) {
  const own = picture.arrows.filter((arrow) => arrow.node === i);
  return own.find((arrow) => arrow.kind !== "edge") ?? own[0];
}

// A slider at the arrow of input i; `read()` is its number, `changed(x)` is told of another, and `leave()` of Escape.
function makeSlider(picture, i, { read, changed, leave, settled }) {
  const arrow = arrowOfInput(picture, i);
  const group = drawn("g", { class: "handle", role: "slider", tabindex: "-1", "data-node": i }, picture.scene);
  group.setAttribute("aria-label", DATA.nodes[i].name);
  drawn("rect", { x: arrow.x - arrow.w / 2, y: arrow.y - arrow.gap - 30, width: arrow.w, height: 30, rx: 6, class: "grip" }, group);
  group.append(arrow.above);
  const move = (from, grains) => changed(onGrain(started(from) + grains * grainOf(from), grainOf(from)));
  dragged(group, {
    isFor: () => true,
    start: () => (group.focus({ preventScroll: true }), read()),
    move: (from, dx) => move(from, Math.round(dx / PER_GRAIN)),
    end: settled,
  });
  // a finger on a number moves the number: touch-action alone is not heard everywhere inside of a picture
  group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  const { least, most } = sliderRange(started(read()));
  const KEYS = {
    ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: LEAP, PageDown: -LEAP,
  };
  group.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" || event.key === "Enter") leave();
    else if (event.key === "Home") changed(least);
    else if (event.key === "End") changed(most);
    else if (KEYS[event.key]) move(read(), KEYS[event.key] * (event.shiftKey ? LEAP : 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { i, group };
}

function updateSlider({ i, group }, x) {
  const { least, most } = sliderRange(started(x));
  group.setAttribute("aria-valuemin", least);
  group.setAttribute("aria-valuemax", most);
  group.setAttribute("aria-valuenow", started(x));
  group.setAttribute("aria-valuetext", typeset(x));
}
