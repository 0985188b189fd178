// On a page of the course: the button that makes it live. Until it is pressed nothing else is loaded.
{
  const place = document.querySelector(".live");
  const button = place.querySelector("button");
  place.hidden = false;
  button.addEventListener(
    "click",
    () => {
      button.disabled = true;
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${place.dataset.runtime}live.css` });
      const script = Object.assign(document.createElement("script"), { src: `${place.dataset.runtime}live.js` });
      style.addEventListener("load", () => document.head.append(script)); // editors measure themselves
      document.head.append(style);
    },
    { once: true },
  );
}
