// The large map: what the network answers everywhere, the border, and the samples, which can be moved and added. Not here:
// what a moved sample does (page.js).

const POINT = 1.7; // of a hundred, the map's side
const STEP = 0.05; // of a key press, in the units of the data

// `on`: {opened(i), moved(i, at), added(at, what), removed(i), copied(i), at(sample), share(sample)}; `tool()` is "move",
// "remove", or the class or the target to add.
function makeAnswer(frame, { on, tool }) {
  frame.replaceChildren();
  const canvas = made("canvas", { width: 1, height: 1, "aria-hidden": "true" }, frame);
  const svg = drawn("svg", { viewBox: "0 0 100 100", role: "group", "aria-label": said("playground.map") }, frame);
  const border = drawn("path", { class: "border", "aria-hidden": "true" }, svg);
  const points = drawn("g", {}, svg);
  const ring = drawn("circle", { r: 3.2, class: "ring", visibility: "hidden", "aria-hidden": "true" }, svg); // above all points
  const answer = { canvas, svg, border, points, bounds: undefined, marks: [], stop: 0 };

  const place = ([x, y]) => {
    const { left, right, bottom, top } = answer.bounds;
    return [(100 * (x - left)) / (right - left), (100 * (top - y)) / (top - bottom)];
  };
  const inputsAt = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    const { left, right, bottom, top } = answer.bounds;
    const [across, down] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    return [left + clamped(across, 0, 1) * (right - left), top - clamped(down, 0, 1) * (top - bottom)];
  };

  function showPoint(mark, sample) {
    const [x, y] = place(on.at(sample));
    mark.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    if (mark === answer.marks[answer.opened]) ring.setAttribute("transform", mark.getAttribute("transform"));
  }

  answer.showPoints = (samples, bounds, opened) => {
    answer.bounds = bounds;
    points.replaceChildren();
    answer.marks = samples.map((sample, i) => {
      const mark = drawn("g", { class: `point ${sample.label ? "second" : "first"} ${sample.isTest ? "held-out" : ""}` }, points);
      drawn("circle", { r: 3.2, class: "reach" }, mark);
      if (sample.label) drawn("circle", { r: POINT }, mark);
      else drawn("rect", { x: -POINT, y: -POINT, width: 2 * POINT, height: 2 * POINT, rx: 0.3 }, mark);
      const share = on.share(sample);
      if (share !== undefined) {
        mark.classList.add("measured");
        mark.style.setProperty("--share", `${Math.round(100 * share)}%`);
      }
      mark.setAttribute("role", "button");
      mark.setAttribute("tabindex", i === answer.stop ? "0" : "-1");
      mark.setAttribute("aria-label", sampleWords(sample, i));
      showPoint(mark, sample);
      return mark;
    });
    answer.showOpened(opened);
  };
  answer.showPoint = (i, sample) => showPoint(answer.marks[i], sample);
  answer.showOpened = (opened) => {
    answer.opened = opened;
    answer.marks.forEach((mark, i) => {
      mark.classList.toggle("opened", i === opened);
      mark.setAttribute("aria-pressed", String(i === opened));
    });
    ring.setAttribute("visibility", opened === undefined ? "hidden" : "visible");
    if (opened !== undefined) ring.setAttribute("transform", answer.marks[opened].getAttribute("transform"));
  };
  const indexOf = (element) => answer.marks.indexOf(element?.closest?.(".point"));

  function stopAt(i) {
    answer.marks[answer.stop]?.setAttribute("tabindex", "-1");
    answer.stop = i;
    answer.marks[i]?.setAttribute("tabindex", "0");
  }

  function focusOn(i) {
    stopAt(i);
    answer.marks[i]?.focus({ preventScroll: true });
  }

  // The next point that is shown, forwards or backwards.
  const isShown = (i) => !frame.classList.contains("no-held-out") || !answer.marks[i]?.classList.contains("held-out");
  function next(i, by) {
    const count = answer.marks.length;
    for (let k = 0; k < count; k++) {
      i = (i + by + count) % count;
      if (isShown(i)) break;
    }
    return i;
  }

  answer.hideHeldOut = (isHidden) => {
    frame.classList.toggle("no-held-out", isHidden);
    if (!isShown(answer.stop)) stopAt(next(answer.stop, 1));
  };

  let isMoved = false;
  let pressed; // the point under the pointer when it went down: while the pointer is captured, events name only the map
  dragged(svg, {
    isFor: () => true,
    start: (event) => ((isMoved = false), (pressed = indexOf(event.target))),
    move(i, dx, dy, event) {
      if (i < 0 || tool() !== "move") return;
      if (Math.hypot(dx, dy) > 4) isMoved = true;
      if (isMoved) on.moved(i, inputsAt(event));
    },
    end: ({ type }) => {
      if (type === "pointercancel") pressed = undefined; // the finger scrolls the page
    },
  });
  heldByFinger(svg, (event) => indexOf(event.target) >= 0 && tool() === "move");
  svg.addEventListener("click", (event) => {
    const [wasMoved, i] = [isMoved, pressed ?? indexOf(event.target)]; // a screen reader's click comes without a pointer
    [isMoved, pressed] = [false, undefined];
    if (wasMoved) return;
    if (tool() !== "move" && tool() !== "remove") on.added(inputsAt(event), tool());
    else if (i >= 0 && tool() === "move") on.opened(i);
    else if (i >= 0) on.removed(i);
  });
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  svg.addEventListener("keydown", (event) => {
    const i = indexOf(event.target);
    if (i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key] && event.shiftKey) {
      const [dx, dy] = MOVES[event.key];
      on.moved(i, on.placeOf(i).map((x, k) => x + STEP * [dx, dy][k]));
      answer.marks[i].setAttribute("aria-label", on.wordsOf(i));
    } else if (MOVES[event.key]) {
      const back = event.key === "ArrowLeft" || event.key === "ArrowUp";
      focusOn(next(i, back ? -1 : 1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      on.removed(i);
      const at = Math.min(i, answer.marks.length - 1);
      focusOn(isShown(at) ? at : next(at, -1));
    } else if (event.key === "+") {
      on.copied(i);
      focusOn(0);
    } else if (event.key === "Enter" || event.key === " ") on.opened(i);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return answer;
}

const sampleWords = ({ inputs, label, targets, isTest }, i) =>
  said(isTest ? "playground.point.test" : "playground.point.train", {
    number: i + 1, inputs: inputs.map(short).join(", "), answer: rightAnswer({ label, targets }),
  });

// What is right: a class, or, where there are none, a target.
const rightAnswer = ({ label, targets }) =>
  program.isClassifier ? said("playground.class", { label: String(label) }) : said("playground.target", { number: targets.map(short).join(", ") });

// A number with three digits; of a large one, such as 2.28e8, with its exponent.
const LARGE_NUMBER = 1e6;
function short(x) {
  if (!Number.isFinite(x)) return typeset(x);
  if (Math.abs(x) < LARGE_NUMBER) return typeset(Number(x.toPrecision(3)));
  return x.toExponential(2).replace("e+", "e").replace(/^-/, "−");
}

// The map of a unit; of the output with the border between its two answers or with its levels, of others where they are 0.
function showAnswer(answer, grid, diagram, unit, shades) {
  const numbers = grid.numbers(unit.out);
  paint(answer.canvas, grid.side, numbers, shades, unitScale(diagram, unit, numbers));
  if (!answer.border) return;
  if (diagram.program.inputs.length === 1) return answer.border.setAttribute("d", curveOf(numbers, grid));
  answer.border.setAttribute("transform", `scale(${100 / grid.side})`);
  answer.border.setAttribute("d", levelsOf(diagram, unit).map((level) => borderOf(numbers, grid.side, level)).join(""));
}

// Cells for what has no plane: each sample a cell, opened by a click.
function makeAnswerOfCells(frame, samples, places, { on }) {
  frame.replaceChildren();
  const canvas = made("canvas", { width: 1, height: 1, class: "cells", "aria-hidden": "true" }, frame);
  const side = Math.ceil(Math.sqrt(places.length));
  const svg = drawn("svg", { viewBox: `0 0 ${side} ${side}`, role: "group", "aria-label": said("playground.cells") }, frame);
  const marks = [];
  places.forEach((i, cell) => {
    const sample = samples[i];
    const [x, y] = [cell % side, Math.floor(cell / side)];
    const mark = drawn("g", {
      class: `point ${sample.label ? "second" : "first"} ${sample.isTest ? "held-out" : ""}`, role: "button",
      tabindex: cell ? "-1" : "0", "aria-label": sampleWords(sample, i), transform: `translate(${x + 0.5} ${y + 0.5})`,
    }, svg);
    drawn("rect", { x: -0.5, y: -0.5, width: 1, height: 1, class: "reach" }, mark);
    if (sample.label) drawn("circle", { r: 0.2 }, mark);
    else drawn("rect", { x: -0.12, y: -0.12, width: 0.24, height: 0.24 }, mark);
    mark.addEventListener("click", () => on.opened(i));
    marks[i] = mark;
  });
  const order = places.map((i) => marks[i]);
  svg.addEventListener("keydown", (event) => {
    const cell = order.indexOf(event.target);
    const next = { ArrowLeft: cell - 1, ArrowRight: cell + 1, ArrowUp: cell - side, ArrowDown: cell + side }[event.key];
    if (cell < 0) return;
    if (order[next]) {
      order[cell].setAttribute("tabindex", "-1");
      order[next].setAttribute("tabindex", "0");
      order[next].focus();
    } else if (event.key === "Enter" || event.key === " ") on.opened(places[cell]);
    else if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    canvas,
    hideHeldOut: (isHidden) => frame.classList.toggle("no-held-out", isHidden),
    showOpened: (opened) =>
      marks.forEach((mark, i) => {
        mark.classList.toggle("opened", i === opened);
        mark.setAttribute("aria-pressed", String(i === opened));
      }),
  };
}
