// The page's host: gives a frame with the page its height and its colours, those of what stands around it. Not here: the
// page (embed.js is its other side).

const SETTLED = 400; // milliseconds until a change of colours has loaded its style sheets

// Red, green, blue and opacity of a colour, however it is written.
function channels(color) {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

const parentOf = (element) => element.parentElement ?? element.getRootNode().host;

// Whether what stands behind an element is dark: the first background that is not transparent.
function schemeAround(element) {
  for (let here = parentOf(element); here; here = parentOf(here)) {
    const [red, green, blue, opacity] = channels(getComputedStyle(here).backgroundColor);
    if (opacity > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

const tellScheme = (frame) => frame.contentWindow?.postMessage({ host: { scheme: schemeAround(frame) } }, "*");

// `heard(message, frame)` is called with what the page says.
function hostPage(frame, heard = () => {}) {
  const onMessage = ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data?.page !== "object") return;
    if (!frame.dataset.isKnown) tellScheme(frame);
    frame.dataset.isKnown = "yes";
    if (data.page.height > 0) frame.style.height = `${Math.ceil(data.page.height)}px`;
    heard(data.page, frame);
  };
  const onColors = () => {
    tellScheme(frame);
    setTimeout(tellScheme, SETTLED, frame);
  };
  const observer = new MutationObserver(onColors);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", onColors);
  addEventListener("message", onMessage);
  tellScheme(frame);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", onColors);
    removeEventListener("message", onMessage);
  };
}
