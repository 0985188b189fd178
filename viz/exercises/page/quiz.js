// A quiz: its questions with their fields, and what they ask.

function makeRow(answer, label, parent, inputs) {
  const items = isList(answer) ? answer : [answer];
  if (items.some(isList)) {
    items.forEach((item, i) => makeRow(item, `${label} [${i + 1}]`, made("div", { class: "row" }, parent), inputs));
    return;
  }
  items.forEach((item, i) => {
    const named = isList(answer) ? `${label} [${i + 1}]` : label;
    inputs.push(makeField(parent, named, typeof item === "boolean"));
  });
}

function makeQuestion({ name, answer }, paper) {
  const root = made("div", { class: "question", role: "group", "aria-label": name }, paper);
  made("span", { class: "name" }, root, name);
  const inputs = [];
  makeRow(answer, name, made("div", { class: "fields" }, root), inputs);
  const mark = made("span", { class: "mark", "aria-hidden": "true" }, root);
  return { name, title: name, root, mark, inputs };
}

function makeForm(paper) {
  const items = DATA.questions.map((question) => makeQuestion(question, paper));
  const questionOf = new Map(DATA.questions.map((question) => [question.name, question]));

  // What is typed in the fields, as the answer has its lists: {answer}, {problem} or {isOpen}.
  function readItem({ name, inputs }) {
    const texts = inputs.map((input) => input.value);
    if (texts.some(isOpenText)) return { isOpen: true };
    let problem;
    function read(expected) {
      if (isList(expected)) return expected.map(read);
      const text = texts.shift();
      if (typeof expected === "boolean") return text === "True";
      if (isWord(expected)) return text;
      const found = readAnswer(text);
      problem ??= found.problem;
      return found.number;
    }
    const answer = read(questionOf.get(name).answer);
    return problem ? { problem } : { answer };
  }

  return {
    items,
    readItem,
    judge: (item, stage) => judgedAnswer(questionOf.get(item.name), readItem(item).answer, stage),
    setNumbers: () => true,
    show: () => {},
    lightUp: () => {},
    bringIntoView: () => {},
    canVary: false,
  };
}
