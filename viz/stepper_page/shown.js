// What the picture shows at a frame: which numbers, which way they flow, what is active. Not here: how that is drawn
// (picture.js).

const MORE = " + …"; // after a sum to which more will come
const contributionAlong = new Map(DATA.contributions.map((each) => [`${each.user} ${each.position}`, each]));

// Where the gradient stands that an arrow shows at frame k: its own contribution, or the sum before a fork.
function gradientAt(arrow, k) {
  if (arrow.kind !== "edge") return gradientShown(arrow.node, k);
  const contribution = contributionAlong.get(`${arrow.user} ${arrow.position}`);
  return contribution && frameOfContribution.get(contribution) <= k ? contribution.amount : undefined;
}

// Which way an arrow is being passed at a frame, if it is.
function flow(arrow, frame) {
  if (frame.kind === "forward" && arrow.kind === "edge") return arrow.user === frame.node ? "flows-forward" : "";
  if (frame.kind === "forward") return arrow.node === frame.node ? "flows-forward" : "";
  if (frame.kind === "seed") return arrow.kind === "output" ? "flows-back" : "";
  if (frame.kind !== "backward" || arrow.node !== frame.node || arrow.kind === "output") return "";
  const { user, position } = frame.contribution;
  const isIt = arrow.kind === "trunk" || (arrow.user === user && arrow.position === position);
  return isIt ? "flows-back" : "";
}

const flowOver = (arrow, frames) => frames.map((frame) => flow(arrow, frame)).findLast(Boolean) ?? "";

// Where the number stands that a river is as wide as.
function weightAt(arrow, k) {
  if (DATA.weight === "gradient") return gradientAt(arrow, k);
  return isValueShown(arrow.node, k) ? arrow.node : undefined;
}

// All on the scale of the numbers at the end, so that none changes its width from step to step.
function updateRivers(arrows, k, numbers) {
  const size = (arrow, frame) => numbers[weightAt(arrow, frame)] ?? 0;
  const scale = scaleOf(arrows.map((arrow) => Math.abs(size(arrow, LAST))));
  for (const arrow of arrows) showRiver(arrow, scale.width(Math.abs(size(arrow, k))), Math.sign(size(arrow, k)));
}

const isNegative = (arrow, k, numbers) => DATA.weight && numbers[weightAt(arrow, k)] < 0;

function updateArrow(arrow, k, numbers, active) {
  const isShown = isValueShown(arrow.node, k);
  const at = gradientAt(arrow, k);
  const isOpen = arrow.kind !== "edge" && isPartial(arrow.node, k); // the sum of a trunk
  const below = at === undefined ? "" : `← ${typeset(numbers[at])}${isOpen ? MORE : ""}`;
  const isClosed = at !== undefined && numbers[at] === 0;
  showArrow(arrow, isShown ? arrow.prefix + typeset(numbers[arrow.node]) : "", below, [
    !isShown && "pending", isOpen && "partial", isClosed && !isOpen && "closed",
    isNegative(arrow, k, numbers) && "negative", flowOver(arrow, active),
  ]);
}

// The gate that is active and what it passes to; of the output, its box alone where nothing left the box yet.
function activeClass(shape, frame) {
  const isGate = shape.kind.endsWith("gate");
  if (frame.kind === "forward") return shape.node === frame.node ? "active" : "";
  if (frame.kind === "seed") return shape.node === frame.node && !isGate ? "active-back" : "";
  if (frame.kind !== "backward" || shape.kind === "output") return "";
  return shape.node === frame.contribution.user || shape.node === frame.node ? "active-back" : "";
}

function updateShape(shape, k, numbers, active, faultyNode) {
  if (!isTold(shape)) return;
  showShape(
    shape,
    [
      !isValueShown(shape.node, k) && "pending",
      active.map((frame) => activeClass(shape, frame)).findLast(Boolean),
      shape.node === faultyNode && "faulty",
    ],
    spoken(shape, k, numbers),
  );
}

const SPOKEN = { input: "stepper.spoken.input", output: "stepper.spoken.output" };

// A node in words, for people who do not see the picture.
function spoken({ node, kind }, k, numbers) {
  const { name: title, symbol, formula } = DATA.nodes[node];
  const isGate = symbol && kind !== "output";
  const what = said(isGate ? "stepper.spoken.gate" : SPOKEN[kind], { symbol, node: title });
  const parts = [formula && formula !== title ? `${what} = ${formula}` : what];
  if (isValueShown(node, k)) parts.push(said("stepper.spoken.value", { number: typeset(numbers[node]) }));
  const slope = textOf(gradientSentence(node, k, numbers));
  if (slope) parts.push(slope);
  return parts.join(", ");
}

// The picture at frame k, for somebody who came there over the frames `active`.
function updatePicture(picture, k, numbers, active, faultyNode) {
  if (DATA.weight) updateRivers(picture.arrows, k, numbers);
  for (const arrow of picture.arrows) updateArrow(arrow, k, numbers, active);
  for (const shape of picture.shapes) updateShape(shape, k, numbers, active, faultyNode);
}

// Where something happens: the middle of what flows.
function placeOf(picture, active) {
  const flowing = picture.arrows.filter((arrow) => flowOver(arrow, active));
  if (!flowing.length) return undefined;
  const middle = (side) => flowing.reduce((sum, arrow) => sum + arrow[side], 0) / flowing.length;
  return { x: middle("x"), y: middle("y") };
}
