// Which part of a picture is seen: all of it where its text can be read then; else a part that follows what happens,
// can be dragged, and is marked in a small picture of the whole. Nothing scrolls inside the page. Not here: the picture.

const LEAST = 0.735; // pixels per unit: a text of 15 is 11 pixels high
const MOST = 1.7; // so that one gate does not fill a wall
const HEADROOM = 12; // units that a focused shape is away from the border, at least
const TURN = 260; // milliseconds
const paper = matchMedia("print"); // it has the whole picture

const clamped = (x, least, most) => Math.min(Math.max(x, least), Math.max(least, most));

// The shapes and lines alone. A copy: a <use> of the scene would be made anew with every number that changes.
function outlineOf(scene) {
  const outline = scene.cloneNode(true);
  for (const element of outline.querySelectorAll("text, .handle, .back")) element.remove();
  for (const element of [outline, ...outline.querySelectorAll("*")]) {
    for (const name of ["id", "role", "tabindex", "aria-label", "data-node"]) element.removeAttribute(name);
  }
  return outline;
}

// A camera for a picture in `frame`; `strip` has a button that shows the whole, and gets the small picture.
function makeCamera(frame, picture, strip) {
  const { svg, extent } = picture;
  const wholeButton = strip.querySelector("button");
  const map = drawn("svg", { class: "map", "aria-hidden": "true" }, strip);
  map.setAttribute("viewBox", [extent.left, extent.top, extent.width, extent.height].join(" "));
  map.append(outlineOf(picture.scene));
  const mark = drawn("rect", { class: "mark" }, map);
  const camera = { x: extent.left, y: extent.top + extent.height / 2, scale: 1, isWhole: true };
  let wantsWhole = false;
  let turning;

  const size = () => ({ w: frame.clientWidth / camera.scale, h: frame.clientHeight / camera.scale });

  function place(x, y) {
    const { w, h } = paper.matches ? { w: extent.width, h: extent.height } : size();
    const middle = (at, start, length, seen) =>
      seen >= length ? start + length / 2 : clamped(at, start + seen / 2, start + length - seen / 2);
    camera.x = middle(x, extent.left, extent.width, w);
    camera.y = middle(y, extent.top, extent.height, h);
    const box = { x: camera.x - w / 2, y: camera.y - h / 2, width: w, height: h };
    svg.setAttribute("viewBox", Object.values(box).join(" "));
    for (const [key, at] of Object.entries(box)) mark.setAttribute(key, at);
  }

  // Fit into the frame, whose width and greatest height the style sheet says.
  function fit() {
    const [w, most] = [frame.clientWidth, parseFloat(getComputedStyle(frame).maxHeight)];
    if (!w) return;
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const whole = Math.min(w / extent.width, most / extent.height, MOST * root);
    const least = LEAST * root;
    camera.isWhole = wantsWhole || whole >= least;
    camera.scale = camera.isWhole ? whole : least;
    frame.style.height = `${Math.min(extent.height * Math.max(whole, least), most)}px`;
    frame.classList.toggle("part", !camera.isWhole);
    strip.hidden = whole >= least;
    wholeButton.setAttribute("aria-pressed", String(wantsWhole));
    place(camera.x, camera.y);
  }

  // So that a place stands in the middle, at once or in a turn.
  function lookAt({ x, y }, isAtOnce = reducedMotion.matches) {
    cancelAnimationFrame(turning);
    const from = { ...camera };
    if (isAtOnce || camera.isWhole) return place(x, y);
    const start = performance.now();
    const turn = (now) => {
      const part = clamped((now - start) / TURN, 0, 1);
      const eased = part * (2 - part);
      place(from.x + (x - from.x) * eased, from.y + (y - from.y) * eased);
      if (part < 1) turning = requestAnimationFrame(turn);
    };
    turning = requestAnimationFrame(turn);
  }

  // A shape that has the focus is seen.
  function show({ x, y, w, h }) {
    const seen = size();
    const isIn = Math.abs(x - camera.x) + w / 2 + HEADROOM <= seen.w / 2 && Math.abs(y - camera.y) + h / 2 <= seen.h / 2;
    if (!isIn) lookAt({ x, y });
  }

  dragged(svg, {
    isFor: (event) => !camera.isWhole && !event.target.closest(".handle"),
    start: () => ({ x: camera.x, y: camera.y }),
    move: (from, dx, dy) => place(from.x - dx / camera.scale, from.y - dy / camera.scale),
  });
  const lookAtPointer = (event) => {
    const box = map.getBoundingClientRect();
    const part = (at, start, length) => (at - start) / length;
    place(
      extent.left + part(event.clientX, box.left, box.width) * extent.width,
      extent.top + part(event.clientY, box.top, box.height) * extent.height,
    );
  };
  dragged(map, { isFor: () => true, start: lookAtPointer, move: (_, dx, dy, event) => lookAtPointer(event) });
  wholeButton.addEventListener("click", () => {
    wantsWhole = !wantsWhole;
    fit();
  });
  paper.addEventListener("change", () => place(camera.x, camera.y));
  new ResizeObserver(fit).observe(frame.parentElement);
  fit();
  return { fit, lookAt, show };
}

// What a pointer does that is pressed on an element and moved: `start(event)` gives what `move` gets with the way since.
function dragged(element, { isFor, start, move, end = () => {} }) {
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !isFor(event)) return;
    const [from, x, y] = [start(event), event.clientX, event.clientY];
    const onMove = (moved) => move(from, moved.clientX - x, moved.clientY - y, moved);
    const stop = (event) => {
      element.removeEventListener("pointermove", onMove);
      for (const name of ["pointerup", "pointercancel"]) element.removeEventListener(name, stop);
      end(event);
    };
    element.setPointerCapture?.(event.pointerId);
    element.addEventListener("pointermove", onMove);
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, stop);
  });
}
