// What somebody opens: a weight, a unit or a sample. Not here: what is told about it (why.js).

function open(what) {
  forgetFirstHint();
  const isSame = JSON.stringify(what) === JSON.stringify(state.opened);
  state.opened = isSame ? undefined : what;
  if (state.isPlaying) pause();
  else {
    draw(true);
    showWhy();
  }
  if (state.opened) $("why").scrollIntoView({ block: "nearest", behavior: reducedMotion.matches ? "auto" : "smooth" });
}

// Closes what is opened, and goes back to where it stands in the network.
function closeOpened() {
  const { opened } = state;
  if (!opened) return;
  const [column, place] = opened.unit ?? program.lines.find(({ parameter }) => parameter === opened.parameter).head;
  open(opened);
  diagram.units[column][place].button.focus();
}

function openSample(i) {
  state.sample = state.sample === i ? undefined : i;
  answer.showOpened(state.sample);
  draw(true);
  showWhy();
}

function showWhy() {
  const { opened } = state;
  $("why-hint").hidden = Boolean(opened);
  $("why-columns").hidden = !opened;
  $("close").hidden = !opened;
  setLabel($("why-title"), opened ? "" : said("playground.open"));
  $("way").hidden = !opened;
  if (!opened || !state.samples.length) return;
  const foreseen = training.foreseen();
  const sample = state.sample ?? foreseen.minibatch[0] ?? 0;
  runSample(sample);
  if (opened.parameter !== undefined) showWhyParameter(opened.parameter, foreseen, sample);
  else showWhyUnit(opened.unit, foreseen, sample);
}

function showWhyParameter(parameter, foreseen, sample) {
  const register = program.gradients[parameter];
  const told = whyParameter(training, parameter, foreseen, one.at(register, 0), sample);
  setLabel($("why-title"), told.title);
  showLinesOfWords(told.lines);
  training.look(foreseen.minibatch);
  showShares($("shares"), foreseen.minibatch.map((_, i) => training.batch.at(register, i)));
  $("batch-part").hidden = false;
  const x = training.parameters[parameter];
  $("weight").querySelector("span").textContent = program.names.get(program.parameters[parameter]);
  $("weight-range").value = x;
  $("weight").querySelector("output").textContent = short(x);
  $("weights").hidden = true;
  tellEnds(showWay($("way"), program, one, [program.parameters[parameter]]));
}

function showWhyUnit([column, place], foreseen, sample) {
  const unit = program.columns[column][place];
  const x = one.at(unit.out, 0);
  setLabel($("why-title"), said("playground.why.unit", { unit: unit.name }));
  const lines = [words("playground.why.answers", { number: sample + 1, unit: [unit.name, "name"], answer: [typeset(Number(x.toPrecision(6))), "forward"] })];
  if (diagram.units[column][place].isDead) lines.push(words("playground.why.dead", { unit: [unit.name, "name"] }));
  showLinesOfWords(lines);
  $("batch-part").hidden = true;
  const parameters = program.lines.filter(({ head }) => head[0] === column && head[1] === place).map(({ parameter }) => parameter);
  showWeights(parameters, foreseen);
  const own = parameters.map((parameter) => program.parameters[parameter]);
  tellEnds(showWay($("way"), program, one, own.length ? own : [unit.out]));
}

// The weights of a unit, each to be opened: what it is, what the sample and the minibatch ask for, and what it becomes.
function showWeights(parameters, { gradients, changes }) {
  $("weights").replaceChildren();
  $("weights").hidden = !parameters.length;
  const table = made("table", {}, $("weights"));
  const head = made("tr", {}, made("thead", {}, table));
  for (const key of WEIGHT_COLUMNS) made("th", { scope: "col" }, head, said(key));
  const body = made("tbody", {}, table);
  for (const parameter of parameters) {
    const row = made("tr", {}, body);
    const button = made("button", { type: "button" }, made("th", { scope: "row" }, row), program.names.get(program.parameters[parameter]));
    const now = training.parameters[parameter];
    made("td", { class: "forward" }, row, short(now));
    made("td", { class: "gradient" }, row, short(one.at(program.gradients[parameter], 0)));
    made("td", { class: "gradient" }, row, short(gradients[parameter]));
    made("td", { class: "forward" }, row, short(now - changes[parameter]));
    button.addEventListener("click", () => {
      open({ parameter });
      $("weight-range").focus({ preventScroll: true }); // the table that it stood in is gone
    });
  }
}

const WEIGHT_COLUMNS = ["playground.weight.name", "playground.weight.now", "playground.weight.sample", "playground.weight.batch", "playground.weight.after"];

// Where the graph ends before the loss.
function tellEnds(ends) {
  if (ends.length) showPieces(made("p", { class: "muted" }, $("why-text")), words("playground.why.ends", { numbers: ends.join(", ") }));
}

function showLinesOfWords(lines) {
  $("why-text").replaceChildren();
  for (const pieces of lines) showPieces(made("p", {}, $("why-text")), pieces);
}
