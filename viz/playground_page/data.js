// What Python wrote for the page.

const DATA = JSON.parse(document.getElementById("data").textContent);
