// The page in a frame of a notebook: it tells the host how high it is, and follows its colours. Its other side is
// viz/stepper_page/host.js.

if (window.parent !== window) {
  document.documentElement.classList.add("embedded");
  const tell = () => window.parent.postMessage({ page: { height: document.body.offsetHeight } }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || typeof data?.host !== "object") return;
    const { scheme } = data.host ?? {};
    if (DATA.followsHost && ["light", "dark"].includes(scheme)) document.documentElement.style.colorScheme = scheme;
    tell();
  });
  new ResizeObserver(tell).observe(document.body);
}
