// The page in a frame: it tells the host how high it is and which numbers it has, and follows the host's colours and
// numbers. Where nobody listens, nothing happens. Its other side: host.js. Not here: what is shown.

const isEmbedded = window.parent !== window;
document.documentElement.classList.toggle("embedded", isEmbedded);

// Numbers as text: JSON has no infinity.
function tellHost() {
  if (!isEmbedded) return;
  const inputs = [...state.inputs].map(([i, x]) => [i, String(x)]);
  window.parent.postMessage({ page: { height: document.body.offsetHeight, inputs } }, "*");
}

function followHost({ source, data }) {
  if (!isEmbedded || source !== window.parent || typeof data?.host !== "object") return;
  const { scheme, inputs, isDone } = data.host ?? {};
  if (DATA.followsHost && ["light", "dark"].includes(scheme)) document.documentElement.style.colorScheme = scheme;
  if (inputs) setInputs(new Map(inputs.map(([i, x]) => [i, Number(x)])));
  if (isDone) byHand(JUMPS.end);
  tellHost();
}
