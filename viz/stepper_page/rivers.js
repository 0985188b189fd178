// How wide an arrow is for its number. Not here: which number that is, how a river is drawn.

// Not Math.min(...numbers): there may be a hundred thousand. What is no number counts as both.
const leastOf = (numbers) => numbers.reduce((least, x) => (x < least || Number.isNaN(x) ? x : least));
const mostOf = (numbers) => numbers.reduce((most, x) => (x > most || Number.isNaN(x) ? x : most));

// From a norm to a width, for all arrows of one picture: the twin of viz/scene/rivers.py; tests compare the two.
function scaleOf(norms) {
  const found = norms.filter((norm) => norm > 0 && Number.isFinite(norm));
  const [smallest, largest] = found.length ? [leastOf(found), mostOf(found)] : [1, 1];
  const { thinnest, widest, mostInProportion, mostForRoots } = DATA.river;
  const kind =
    largest / mostInProportion <= smallest ? "proportion" : largest / mostForRoots <= smallest ? "root" : "logarithm";
  const part = (norm) => {
    if (kind === "proportion") return norm / largest;
    if (kind === "root") return Math.sqrt(norm / largest);
    return Math.max(0, (Math.log(norm) - Math.log(smallest)) / (Math.log(largest) - Math.log(smallest)));
  };
  return {
    kind,
    width: (norm) => (norm > 0 ? thinnest + (widest - thinnest) * part(Math.min(norm, largest)) : 0),
  };
}
