// Fields for the inputs, and the panel about one node. Not here: what happens when they are used (page.js).

function made(tag, attributes, parent, text) {
  const element = document.createElement(tag);
  for (const [key, x] of Object.entries(attributes)) element.setAttribute(key, x);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function showPieces(element, pieces) {
  // what is said already is not said again to people who listen
  if (element.textContent === pieces.map(([text]) => text).join("")) return;
  element.replaceChildren();
  for (const [text, kind] of pieces) {
    if (kind) made("span", { class: kind }, element, text);
    else element.append(text);
  }
}

// The next 1, 2 or 5 times a power of ten.
function roundedUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return (x <= power ? 1 : x <= 2 * power ? 2 : x <= 5 * power ? 5 : 10) * power;
}

// A range that a slider runs over, around its first number: small ones reach both signs, large ones keep theirs.
function sliderRange(x) {
  if (!Number.isFinite(x) || Math.abs(x) > 1e15) return { least: -10, most: 10, grain: 0.1 };
  const size = roundedUp(Math.abs(x) > 0 && Math.abs(x) < 0.05 ? 2 * Math.abs(x) : Math.max(2 * Math.abs(x), 2));
  const grain = size / 200;
  if (Math.abs(x) <= 10) return { least: -size, most: size, grain };
  return x > 0 ? { least: 0, most: size, grain } : { least: -size, most: 0, grain };
}

const onGrain = (x, grain) => Number((Math.round(x / grain) * grain).toPrecision(12));

// One field per input; `changed(i, x)` is called with a node and its new number.
function makeFields(container, initial, changed) {
  return inputsOf().map((i, k) => {
    const { least, most, grain } = sliderRange(initial.get(i));
    const row = made("div", { class: "field" }, container);
    made("label", { for: `number${k}` }, row, DATA.nodes[i].name);
    const bounds = { min: least, max: most, step: "any" };
    const slider = made("input", { type: "range", ...bounds, id: `slider${k}` }, row);
    slider.setAttribute("aria-label", said("stepper.slider", { input: DATA.nodes[i].name }));
    const number = made("input", { type: "number", step: "any", id: `number${k}` }, row);
    const slope = made("span", { class: "slope" }, row); // no <output>: all of them would be read out at every step
    slider.addEventListener("input", () => changed(i, onGrain(slider.valueAsNumber, grain)));
    number.addEventListener("input", () => {
      const isNumber = Number.isFinite(number.valueAsNumber);
      number.setAttribute("aria-invalid", String(!isNumber));
      if (isNumber) changed(i, number.valueAsNumber);
    });
    return { i, slider, number, slope };
  });
}

function updateField(field, k, numbers) {
  const x = numbers[field.i];
  field.slider.value = String(x); // not valueAsNumber, which throws at infinity; without a number it stands in the middle
  field.slider.setAttribute("aria-valuetext", typeset(x));
  // never under the fingers of somebody who types: 1.50 is not to become 1.5
  if (field.number.valueAsNumber !== x && !(field.number === document.activeElement && field.number.value === "")) {
    // as many digits as the field has room for; it can hold no infinity, and says it behind the field's own content
    field.number.value = Number.isFinite(x) ? String(Number(x.toPrecision(7))) : "";
    field.number.placeholder = Number.isFinite(x) ? "" : typeset(x);
    field.number.removeAttribute("aria-invalid");
  }
  const at = gradientShown(field.i, k);
  showPieces(field.slope, at === undefined ? [] : words("stepper.gradient", { gradient: gradient(numbers[at]) }));
}

// The panel: what a node is, how it is computed, and its gradient as the sum of what arrived.
function showDetails(title, container, i, k, numbers) {
  const node = DATA.nodes[i];
  showPieces(title, [name(i), ...(node.role ? [plain(`  ${node.symbol} `), [node.role, "muted"]] : [])]);
  container.replaceChildren();
  const line = (pieces, kind = "") => showPieces(made("p", { class: kind }, container), pieces);
  if (node.formula && node.formula !== node.name) {
    line(words("stepper.formula", { formula: [node.formula, "name"] }));
  }
  if (!isValueShown(i, k)) {
    line(words("stepper.not_computed"), "muted");
    return;
  }
  line(node.parents ? computation(i, numbers) : [name(i), plain(" = "), value(numbers[i])]);
  showGradient(line, i, k, numbers);
}

// 1.1 × 2 = 2.2 from #3
const arrivedFrom = (contribution, numbers) =>
  words("stepper.from", { product: chained(contribution, numbers), node: name(contribution.user) });

function showGradient(line, i, k, numbers) {
  if (DATA.nodes[i].isConstant) return line(words("stepper.constant"), "muted");
  const at = gradientShown(i, k);
  if (at === undefined) return line(words("stepper.no_gradient"), "muted");
  if (i === OUTPUT) {
    return line([...derivative(i), plain(" = "), ...words("stepper.output", { gradient: gradient(numbers[at]) })]);
  }
  const arrived = contributionsTo[i].filter((each) => frameOfContribution(each) <= k);
  if (arrived.length === 1) {
    return line([...derivative(i), plain(" = "), ...arrivedFrom(arrived[0], numbers)]);
  }
  const terms = arrived.map((each, place) => gradient(numbers[each.amount], place > 0));
  const sum = terms.flatMap((term, place) => (place ? [plain(" + "), term] : [term]));
  line([...derivative(i), plain(" = "), ...sum, plain(" = "), gradient(numbers[at])]);
  for (const each of arrived) line(arrivedFrom(each, numbers), "term");
}
