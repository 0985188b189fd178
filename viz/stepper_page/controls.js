// Fields for the inputs, and what is said about one node. Not here: what happens when they are used (page.js).

// The next 1, 2 or 5 times a power of ten.
function roundedUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return (x <= power ? 1 : x <= 2 * power ? 2 : x <= 5 * power ? 5 : 10) * power;
}

// A range that a slider runs over, around its first number: small ones reach both signs, large ones keep theirs.
function sliderRange(x) {
  if (!(Math.abs(x) <= LARGEST)) return { least: -10, most: 10, grain: 0.1 };
  const size = roundedUp(Math.abs(x) > 0 && Math.abs(x) < 0.05 ? 2 * Math.abs(x) : Math.max(2 * Math.abs(x), 2));
  const grain = size / 200;
  if (Math.abs(x) <= 10) return { least: -size, most: size, grain };
  return x > 0 ? { least: 0, most: size, grain } : { least: -size, most: 0, grain };
}

const onGrain = (x, grain) => Number((Math.round(x / grain) * grain).toPrecision(12));

// One field per input; `changed(i, x)` is called with a node and its new number, `refused(i, text)` with what is none.
function makeFields(container, initial, changed, refused) {
  return inputsOf().map((i, k) => {
    const { least, most, grain } = sliderRange(initial.get(i));
    const row = made("div", { class: "field" }, container);
    made("label", { for: `number${k}` }, row, DATA.nodes[i].name);
    const slider = made("input", { type: "range", min: least, max: most, step: "any", id: `slider${k}` }, row);
    slider.setAttribute("aria-label", said("stepper.slider", { input: DATA.nodes[i].name }));
    // text: a field for numbers would hide what it does not understand, and knows no infinity
    const number = made("input", { type: "text", inputmode: "decimal", autocomplete: "off", id: `number${k}` }, row);
    const slope = made("span", { class: "slope" }, row); // no <output>: all of them would be read out at every step
    slider.addEventListener("input", () => changed(i, onGrain(slider.valueAsNumber, grain)));
    number.addEventListener("input", () => {
      const x = readNumber(number.value).number;
      number.setAttribute("aria-invalid", String(x === undefined));
      if (x === undefined) refused(i, number.value);
      else changed(i, x);
    });
    return { i, slider, number, slope };
  });
}

// A number as it is typed: as many digits as a field has room for, or all that it has.
const typed = (x) => (Number.isFinite(x) ? String(Number(x.toPrecision(7))) : numberText(x).toLowerCase());

function updateField(field, k, numbers) {
  const x = numbers[field.i];
  field.slider.value = String(x); // not valueAsNumber, which throws at infinity; without a number it stands in the middle
  field.slider.setAttribute("aria-valuetext", typeset(x));
  // never under the fingers of somebody who types: 1.50 is not to become 1.5
  if (field.number !== document.activeElement) {
    field.number.value = typed(x);
    field.number.removeAttribute("aria-invalid");
  }
  showPieces(field.slope, gradientSentence(field.i, k, numbers));
}

// What stands beside a node that is pointed at: what it is, how it is computed, its gradient as the sum of what arrived.
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
  const arrived = arrivedAt(i, k);
  if (contributionsTo[i].length === 1) {
    return line([...derivative(i), plain(" = "), ...arrivedFrom(arrived[0], numbers)]);
  }
  const terms = arrived.map((each, place) => gradient(numbers[each.amount], place > 0));
  const sum = terms.flatMap((term, place) => (place ? [plain(" + "), term] : [term]));
  if (isPartial(i, k)) {
    line([...(sum.length > 1 ? [...sum, plain(" = ")] : []), ...gradientSentence(i, k, numbers)]);
  } else {
    line([...derivative(i), plain(" = "), ...sum, plain(" = "), gradient(numbers[at])]);
  }
  for (const each of arrived) line(arrivedFrom(each, numbers), "term");
}

const BESIDE = 10; // pixels between a node and what is said about it

// Beside its node, inside of `frame`, and never above the node itself if there is room.
function placeDetails(details, frame, shape) {
  const [outside, node] = [frame.getBoundingClientRect(), shape.group.getBoundingClientRect()];
  const { offsetWidth: w, offsetHeight: h } = details;
  const left = clamped(node.left + node.width / 2 - outside.left - w / 2, 0, outside.width - w);
  const below = node.bottom - outside.top + BESIDE;
  const above = node.top - outside.top - BESIDE - h;
  const isRoom = node.bottom + BESIDE + h <= innerHeight || node.top - BESIDE - h < 0;
  details.style.left = `${left}px`;
  details.style.top = `${isRoom ? below : above}px`;
}
