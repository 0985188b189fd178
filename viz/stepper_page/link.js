// A link to a step with its inputs: #step=5&inputs=100,2. Not here: where it is opened (page.js).

const EVERY = /^#?(?:step=(?<step>[^&]*))?&?(?:inputs=(?<inputs>[^&]*))?$/;

const linkTo = (k, inputs) => `#step=${k}&inputs=${[...inputs.values()].map(String).join(",")}`;

// {step, inputs, problems}: what a link asks for, as far as it can be read, and a sentence for each part that cannot.
function readLink(hash, here) {
  const found = { problems: [] };
  if (!hash || hash === "#") return found;
  let text = hash;
  try {
    text = decodeURIComponent(hash);
  } catch {
    // a lone % stays as it is
  }
  const parts = EVERY.exec(text)?.groups;
  if (!parts) return { problems: [said("stepper.notice.link", { link: shortText(text) })] };
  const step = readNumber(parts.step ?? "").number;
  if (Number.isInteger(step) && step >= 0 && step <= LAST) found.step = step;
  else if (parts.step !== undefined) {
    found.problems.push(said("stepper.notice.step", { step: shortText(parts.step), last: LAST, here }));
  }
  if (parts.inputs === undefined) return found;
  const given = parts.inputs.split(",").map((text) => readNumber(text).number);
  const count = inputsOf().length;
  if (given.length === count && !given.includes(undefined)) found.inputs = given;
  else found.problems.push(said("stepper.notice.inputs", { inputs: shortText(parts.inputs), count }));
  return found;
}

const LONGEST = 40; // characters of what people wrote, in a sentence about it
const shortText = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
