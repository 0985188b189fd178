// The page: what was answered, what is said to it, and what is kept.

const form = makeForm($("paper"));
const { items } = form;
const FIRST_SEED = DATA.seed ?? undefined; // that Python drew from; none for the numbers of the graph itself
let seed = FIRST_SEED;
let best = 0; // how many were right together, with whatever numbers

function textsOf(item) {
  return item.inputs.map((input) => input.value);
}

// Judges an item's answer; a wrong one counts as a try and is told more the next time.
function check(item) {
  item.checked = textsOf(item).join("\n");
  const { isOpen, problem } = form.readItem(item);
  item.stage = Math.min((item.tries ?? 0) + 1, ALL);
  if (isOpen) item.verdict = undefined;
  else if (problem) item.verdict = { isRight: false, said: problem };
  else item.verdict = form.judge(item, item.stage);
  if (item.verdict?.counts) item.tries = (item.tries ?? 0) + 1;
  judgeAgain(items.filter((each) => each !== item));
}

// What follows from another answer may follow no more.
function judgeAgain(others) {
  for (const item of others) {
    if (item.verdict && form.readItem(item).answer !== undefined) item.verdict = form.judge(item, item.stage);
  }
}

function say(item) {
  const verdict = item?.verdict;
  const mark = verdict ? (verdict.isRight ? "✓ " : "✗ ") : "";
  const text = verdict ? `${item.title} ${mark}${verdict.said}` : said("exercise.how");
  if ($("said").textContent !== text) $("said").textContent = text;
  $("said").className = verdict ? (verdict.isRight ? "right" : "wrong") : "";
  form.lightUp(verdict?.at);
}

const doneNow = () => items.filter((item) => item.verdict?.isRight).length;

function show(item) {
  form.show();
  items.forEach(showMark);
  say(item);
  const done = doneNow();
  $("count").textContent = said("exercise.count", { done, all: items.length });
  $("praise").hidden = done < items.length;
  $("seed").textContent = seed === undefined ? "" : said("exercise.seed", { seed: String(seed) });
}

function keep() {
  best = Math.max(best, doneNow());
  const texts = Object.fromEntries(items.map((item) => [item.name, textsOf(item)]));
  const tries = Object.fromEntries(items.map((item) => [item.name, item.tries ?? 0]));
  remember({ seed, best, all: items.length, texts, tries });
}

function checkByHand(item) {
  isRecalled = true;
  check(item);
  show(item);
  keep();
}

function empty() {
  for (const item of items) {
    item.verdict = item.checked = item.stage = undefined;
    item.tries = 0;
    for (const input of item.inputs) input.value = "";
  }
}

function startWith(numbers) {
  if (!form.setNumbers(numbers)) return;
  seed = numbers;
  empty();
  show();
  keep();
  items[0].inputs[0].focus({ preventScroll: true });
}

function startAgain() {
  best = 0;
  startWith(FIRST_SEED);
}

// What was kept may be of an earlier page, or damaged.
function restore(state) {
  const { seed: kept, best: most, texts, tries } = state;
  if (Number.isInteger(kept) && kept >= 0 && form.canVary && form.setNumbers(kept)) seed = kept;
  best = Number.isInteger(most) ? Math.min(Math.max(most, 0), items.length) : 0;
  for (const item of items) {
    const [typed, count] = [texts?.[item.name], tries?.[item.name]];
    item.inputs.forEach((input, i) => (input.value = typeof typed?.[i] === "string" ? typed[i] : ""));
    item.tries = Number.isInteger(count) ? Math.min(Math.max(count, 0), ALL) : 0;
  }
  for (const item of items) {
    if (form.readItem(item).isOpen) continue;
    const counted = item.tries;
    item.tries = Math.max(counted - 1, 0); // the last try is shown once more
    check(item);
    item.tries = counted;
  }
  show();
}

// On to the next field that is empty, or to the next answer that is not right.
function goOn(item, input) {
  const inItem = item.inputs.find((each) => isOpenText(each.value));
  if (inItem) {
    inItem.focus();
    return;
  }
  checkByHand(item);
  if (!item.verdict?.isRight) {
    input.select?.();
    return;
  }
  const place = items.indexOf(item);
  const next = [...items.slice(place + 1), ...items.slice(0, place)].find((each) => !each.verdict?.isRight);
  if (!next) return;
  next.inputs[0].focus();
  say(item); // and what was said to this one stays
}

function checkIfNew(item) {
  if (textsOf(item).join("\n") !== item.checked) checkByHand(item);
}

for (const item of items) {
  // an answer of several fields is one when the last of them is left
  item.root.addEventListener("focusout", ({ relatedTarget }) => {
    if (item.inputs.length > 1 && !item.root.contains(relatedTarget)) checkIfNew(item);
  });
  for (const input of item.inputs) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      goOn(item, input);
    });
    if (item.inputs.length === 1) input.addEventListener("change", () => checkIfNew(item));
    input.addEventListener("focus", () => {
      form.bringIntoView(item);
      if (item.verdict) say(item); // else what was said to the last answer stays
    });
  }
}

$("check").addEventListener("click", () => {
  const answered = items.filter((item) => !form.readItem(item).isOpen);
  answered.forEach(check);
  show(answered.find((item) => !item.verdict.isRight) ?? answered[0]);
  keep();
});
$("again").addEventListener("click", startAgain);
$("vary").addEventListener("click", () => startWith(seed === undefined ? 1 : seed + 1));
$("vary").hidden = !form.canVary;
$("title").textContent = DATA.title;
form.setNumbers(FIRST_SEED);
show();
recall(restore);
new ResizeObserver(() => tellHost({ height: height() })).observe($("main"));
