// The gym: an engine is chosen, then a graph is handed in; what is said to each pair comes from Python as data.

const { engines, graphs, outcomes } = DATA;
const paper = $("paper");
const found = new Map(); // engine -> gates of the smallest graph that unmasked it
const tried = engines.map(() => new Set()); // of each engine the graphs that were handed in
let chosen = 0;

const hasStar = (engine) => found.get(engine) === engines[engine].fewest;

function makeGroup(title, kind, items, make) {
  const group = made("fieldset", {}, paper);
  made("legend", {}, group, title);
  const list = made("div", { class: kind }, group);
  return items.map((item, i) => make(item, i, list));
}

const tiles = makeGroup(said("gym.choose_engine"), "tiles", engines, ({ gates }, i, list) => {
  const button = made("button", { type: "button", "aria-pressed": "false" }, list);
  const head = made("span", {}, button);
  made("b", {}, head, String(i + 1));
  const mark = made("b", { class: "mark" }, head);
  made("small", {}, button, gates);
  button.addEventListener("click", () => choose(i));
  return { button, mark };
});

const cards = makeGroup(said("gym.choose_graph"), "cards", graphs, ({ code }, i, list) => {
  const button = made("button", { type: "button" }, list);
  made("code", {}, button, code);
  const mark = made("b", { class: "mark" }, button);
  button.addEventListener("click", () => handIn(i));
  return { button, mark };
});
cards[0].button.closest("fieldset").before($("said")); // what is said stands between the engines and the graphs

function say(text, isRight) {
  $("said").textContent = text;
  $("said").className = isRight === undefined ? "" : isRight ? "right" : "wrong";
}

function choose(engine) {
  chosen = engine;
  show();
  const { fault } = engines[engine];
  say(found.has(engine) ? `${engine + 1} ✓ ${fault}.` : said("gym.how", { number: String(engine + 1) }));
}

function handIn(graph) {
  isRecalled = true;
  tried[chosen].add(graph);
  const outcome = outcomes[chosen][graph];
  const { fault, fewest } = engines[chosen];
  const { gates } = graphs[graph];
  if (typeof outcome === "string") {
    found.set(chosen, Math.min(gates, found.get(chosen) ?? gates));
    const praise = gates <= fewest ? said("gym.star") : said("gym.smaller", { count: fewest });
    say(`${chosen + 1} ✓ ${said("gym.unmasked", { seen: outcome, fault, praise })}`, true);
  } else {
    say(`${chosen + 1} ✗ ${said(outcome ? "gym.hidden" : "gym.masked")}`, false);
  }
  show();
  keep();
}

function show() {
  tiles.forEach(({ button, mark }, i) => {
    button.setAttribute("aria-pressed", String(i === chosen));
    mark.textContent = found.has(i) ? (hasStar(i) ? " ★" : " ✓") : "";
  });
  cards.forEach(({ button, mark }, i) => {
    const isRight = typeof outcomes[chosen][i] === "string";
    const isTried = tried[chosen].has(i);
    mark.textContent = isTried ? (isRight ? "✓" : "✗") : "";
    button.classList.toggle("right", isTried && isRight);
    button.classList.toggle("wrong", isTried && !isRight);
  });
  const stars = [...found.keys()].filter(hasStar).length;
  $("count").textContent = said("gym.title", { all: engines.length, done: found.size, stars });
  $("praise").hidden = stars < engines.length;
}

function keep() {
  remember({ best: found.size, all: engines.length, found: Object.fromEntries(found) });
}

// What was kept may be damaged.
function take(state) {
  for (const [engine, gates] of Object.entries(state ?? {})) {
    if (!engines[engine] || !Number.isInteger(gates) || gates < engines[engine].fewest) continue;
    found.set(Number(engine), Math.min(gates, found.get(Number(engine)) ?? gates));
  }
  show();
}

function startAgain() {
  found.clear();
  tried.forEach((graphsOfOne) => graphsOfOne.clear());
  choose(0);
  keep();
}

for (const name of ["check", "vary", "seed"]) $(name).hidden = true;
$("again").addEventListener("click", startAgain);
$("title").textContent = DATA.title;
take(DATA.found);
choose(0);
recall(({ found: kept }) => take(kept));
new ResizeObserver(() => tellHost({ height: height() })).observe($("main"));
