// A link to the same page in another language leads to the place that is being read.

const twins = [...document.querySelectorAll("article a")].filter(({ href }) => isTwin(new URL(href, location.href)));

function isTwin({ pathname }) {
  const stem = (path) => path.replace(/(\.ko)?\.html$/, "");
  return pathname !== location.pathname && stem(pathname) === stem(location.pathname);
}

function placeInView() {
  const above = [...document.querySelectorAll(".place")].filter((place) => place.getBoundingClientRect().top < 120);
  return above.length > 0 && scrollY > 0 ? above.at(-1).id : "";
}

for (const link of twins) {
  link.classList.add("twin");
  link.addEventListener("click", () => { link.hash = placeInView(); });
}
