// The state as a link, #set=moons&layers=4,2, and back. Not here: what the settings do.

// Of every setting: what a link may say, as text -> the setting, or undefined.
const oneOf = (choices) => (text) => (choices.includes(text) ? text : undefined);
const between = (least, most, isWhole = false) => (text) => {
  const x = text.trim() === "" ? NaN : Number(text);
  return x >= least && x <= most && (!isWhole || Number.isInteger(x)) ? x : undefined;
};
const layersOf = (text) => {
  if (text === "0") return []; // no hidden layer
  const sizes = text.split(",").map(Number);
  const fits = sizes.length <= DATA.most.layers && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= DATA.most.units);
  return fits ? sizes : undefined;
};
const featuresIn = (text) => {
  const names = text.split(",");
  return names.every((name) => Object.hasOwn(FEATURES, name)) && new Set(names).size === names.length ? names : undefined;
};
const MOST_STEPS = 20000; // that opening a link takes
const MOST_WEIGHTS = 400; // that a link has: 4,300 characters
// Numbers to the last bit, as base64url of their bytes.
const writtenWeights = (numbers) =>
  btoa(String.fromCharCode(...new Uint8Array(Float64Array.from(numbers).buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
function weightsIn(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const numbers = [...new Float64Array(bytes.buffer)];
    return numbers.length && numbers.every(Number.isFinite) ? numbers : undefined;
  } catch {
    return undefined; // no base64, or no whole numbers of 8 bytes
  }
}

const READERS = {
  set: (text) => (Object.hasOwn(DATA.sets ?? {}, text) ? text : undefined),
  noise: between(0, 0.5), count: between(2, 500, true), held: between(0, 0.9), seed: between(0, 2 ** 31, true),
  layers: layersOf, features: featuresIn, activation: oneOf(["tanh", "sigmoid", "relu"]),
  optimizer: oneOf(["sgd", "momentum", "adam"]), rate: between(0, 1e300), batch: between(1, 500, true),
  penalty: oneOf(["none", "l1", "l2"]), amount: between(0, 10), steps: between(0, MOST_STEPS, true),
  lines: oneOf(["weights", "river"]), opened: (text) => (/^([wu]\d+|u\d+\.\d+)$/.test(text) ? text : undefined),
  sample: between(1, 2000, true), detour: between(1, 1), points: (text) => text, weights: weightsIn,
  shades: oneOf(["smooth", "steps"]), validation: oneOf(["shown", "hidden"]),
};

const linkOf = (settings) => `#${Object.entries(settings).map(([key, x]) => `${key}=${encodeURIComponent(String(x))}`).join("&")}`;

// {settings, problems}: what can be read, and the parts that cannot.
function readLink(hash) {
  const [settings, problems] = [{}, []];
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [key, written = ""] = part.split("=");
    let text = written;
    try {
      text = decodeURIComponent(written);
    } catch {
      // a lone % stays as it is
    }
    const x = Object.hasOwn(READERS, key) ? READERS[key](text) : undefined;
    if (x === undefined) problems.push(shortText(part));
    else settings[key] = x;
  }
  return { settings, problems };
}

// Samples that were moved, added or taken away: "3:0.5:-1" moves number 3, "+1:0.5:-1" adds one of class 1, or with the
// target 1, and "-3" takes one.
const writtenPoints = (edits) => edits.map((each) => each.join(":")).join(";");
function readPoints(text, isMeasured) {
  const added = isMeasured ? /^\+-?[\d.]+(e-?\d+)?$/ : /^\+[01]$/;
  const isEdit = (what) => /^-?\d+$/.test(what) || added.test(what);
  return text.split(";").filter(Boolean).map((each) => each.split(":"))
    .filter(([what, ...at]) => isEdit(what) && at.length === (what.startsWith("-") ? 0 : 2) && at.every((x) => Number.isFinite(Number(x))));
}

const LONGEST = 40;
const shortText = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
