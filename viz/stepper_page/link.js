// A link to a step with its inputs: #step=5&inputs=100,2. Not here: where it is opened (page.js).

const EVERY = /^#?(?:step=(?<step>[^&]*))?&?(?:inputs=(?<inputs>[^&]*))?$/;

// What people write as a number; undefined for anything else. JSON's and Python's names of what is no finite number count.
function readNumber(text) {
  const plainText = text.trim().replace(/^[−–]/, "-").replace(/^\+/, "");
  const named = /^(-?)(inf|infinity|nan)$/i.exec(plainText);
  if (named) return named[2].toLowerCase() === "nan" ? NaN : named[1] ? -Infinity : Infinity;
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plainText) ? Number(plainText) : undefined;
}

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
  const step = readNumber(parts.step ?? "");
  if (Number.isInteger(step) && step >= 0 && step <= LAST) found.step = step;
  else if (parts.step !== undefined) {
    found.problems.push(said("stepper.notice.step", { step: shortText(parts.step), last: LAST, here }));
  }
  if (parts.inputs === undefined) return found;
  const given = parts.inputs.split(",").map(readNumber);
  const count = inputsOf().length;
  if (given.length === count && !given.includes(undefined)) found.inputs = given;
  else found.problems.push(said("stepper.notice.inputs", { inputs: shortText(parts.inputs), count }));
  return found;
}

const LONGEST = 40; // characters of what people wrote, in a sentence about it
const shortText = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
