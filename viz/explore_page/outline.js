// The graph as a tree to walk with the keyboard, and the search. Not here: the picture.

const MOST_FOUND = 30;

// The tree view; `chosen(box)` is called for what is chosen. A branch is filled when it is opened.
function makeOutline(container, graph, chosen) {
  const items = new Map();

  function entry(parent, box, level) {
    const item = made("li", { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-selected": "false" }, parent);
    item.dataset.box = box;
    made("span", { class: "name" }, item, boxName(graph, box));
    if (isBlock(graph, box)) {
      item.setAttribute("aria-expanded", "false");
      made("span", { class: "muted" }, item, ` ${graph.sizes[blockOf(graph, box)].toLocaleString("en")}`);
    } else if (operationOf(graph, box)) made("span", { class: "muted" }, item, ` ${operationOf(graph, box).symbol}`);
    items.set(box, item);
    return item;
  }
  function expand(item) {
    if (item.getAttribute("aria-expanded") !== "false") return;
    item.setAttribute("aria-expanded", "true");
    if (!item.querySelector("ul")) {
      const list = made("ul", { role: "group" }, item);
      const level = Number(item.getAttribute("aria-level")) + 1;
      for (const box of boxesIn(graph, blockOf(graph, Number(item.dataset.box)))) entry(list, box, level);
    }
  }
  const collapse = (item) => item.setAttribute("aria-expanded", "false");
  const isOpen = (item) => item.getAttribute("aria-expanded") === "true";

  function mark(item, attribute, value, otherwise) {
    container.querySelector(`[${attribute}="${value}"]`)?.setAttribute(attribute, otherwise);
    item.setAttribute(attribute, value);
  }
  function focusOn(item) {
    mark(item, "tabindex", "0", "-1");
    item.focus();
  }
  // Shows where a box is, its branches open.
  function reveal(box) {
    for (const block of wayTo(graph, box)) expand(items.get(boxOf(graph, block)));
    const item = items.get(box);
    mark(item, "aria-selected", "true", "false");
    mark(item, "tabindex", "0", "-1");
    const [inside, frame] = [item.querySelector(".name").getBoundingClientRect(), container.getBoundingClientRect()];
    if (inside.top < frame.top || inside.bottom > frame.bottom) container.scrollTop += inside.top - frame.top - frame.height / 3;
  }
  const seen = () => [...container.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);

  const KEYS = {
    ArrowDown: (item) => seen()[seen().indexOf(item) + 1],
    ArrowUp: (item) => seen()[seen().indexOf(item) - 1],
    Home: () => seen()[0],
    End: () => seen().at(-1),
    ArrowRight: (item) => {
      if (isOpen(item)) return item.querySelector("[role=treeitem]");
      expand(item);
      return undefined;
    },
    ArrowLeft: (item) => {
      if (!isOpen(item)) return item.parentElement.closest("[role=treeitem]");
      collapse(item);
      return undefined;
    },
    Enter: (item) => void chosen(Number(item.dataset.box)),
    " ": (item) => void chosen(Number(item.dataset.box)),
  };
  container.addEventListener("keydown", (event) => {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = move(event.target.closest("[role=treeitem]"));
    if (next) focusOn(next);
  });
  container.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (isOpen(item) && item.getAttribute("aria-selected") === "true") collapse(item);
    else chosen(Number(item.dataset.box));
  });
  expand(entry(container, boxOf(graph, WHOLE), 1));
  container.firstElementChild.setAttribute("tabindex", "0");
  return { reveal, expand: (box) => expand(items.get(box)) };
}

// Boxes whose name has `text` in it: those that begin with it first, blocks before nodes.
function found(graph, text) {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [];
  const first = [];
  const others = [];
  const look = (name, box) => {
    const place = name.toLocaleLowerCase().indexOf(wanted);
    if (place === 0 && first.length < MOST_FOUND) first.push(box);
    else if (place > 0 && others.length < MOST_FOUND) others.push(box);
  };
  for (let block = 0; block < graph.titles.length; block++) look(graph.titles[block], boxOf(graph, block));
  for (let node = 0; node < graph.nodes && first.length < MOST_FOUND; node++) {
    if (!isPlain(graph, node)) look(nodeName(graph, node), node);
  }
  return [...first, ...others].slice(0, MOST_FOUND);
}
