// What Python tells the page.

const DATA = JSON.parse(document.getElementById("data").textContent);
