// Drives chromium for the tests: commands come as lines of JSON on stdin, answers go as lines of JSON to stdout.
// Arguments: the folder of playwright-core, the path of chromium.

const fs = require("fs");
const readline = require("readline");
const [folder, executablePath] = process.argv.slice(2);
const { chromium } = require(folder);

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", // nothing comes from a network, where there is one, too
];
const TIME_LIMIT = 120_000; // milliseconds, for one command: a limit for what hangs, not for a busy machine

let browser, context, page, complaints, requests;

const COMMANDS = {
  // A new page: url, and the options of a browser context (viewport, colorScheme, reducedMotion).
  // answers: addresses that are answered by files, as if there were a network with them.
  async open({ url, options, answers }) {
    await context?.close();
    context = await browser.newContext(options);
    for (const [address, path] of Object.entries(answers)) {
      await context.route(address, (route) => route.fulfill({ path, headers: { "access-control-allow-origin": "*" } }));
    }
    context.setDefaultTimeout(TIME_LIMIT);
    complaints = [];
    requests = [];
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(url);
  },
  evaluate: ({ code }) => page.evaluate(code),
  // in the first frame inside the page
  evaluate_inside: async ({ code }) => {
    await page.frames()[1].waitForSelector("#line:not(:empty)");
    return page.frames()[1].evaluate(code);
  },
  // by a mouse, or by a finger: from the middle of an element so many pixels to the right, and down
  async drag({ selector, right, down, isTouch }) {
    const { x, y, width, height } = await page.locator(selector).first().boundingBox();
    const [from, level] = [x + width / 2, y + height / 2];
    if (!isTouch) {
      await page.mouse.move(from, level);
      await page.mouse.down();
      await page.mouse.move(from + right, level + down, { steps: 4 });
      return page.mouse.up();
    }
    const finger = await context.newCDPSession(page);
    const touch = (type, part) =>
      finger.send("Input.dispatchTouchEvent", {
        type, touchPoints: part === undefined ? [] : [{ x: from + right * part, y: level + down * part }],
      });
    await touch("touchStart", 0);
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await touch("touchMove", part);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    }
    await touch("touchEnd");
  },
  // what axe-core finds: a line for each rule that is broken, and where
  async axe({ script }) {
    await page.evaluate(fs.readFileSync(script, "utf-8"));
    return page.evaluate(async () => {
      const { violations } = await axe.run({ preload: false }); // a page from disk may not read its own style sheets
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    });
  },
  // in a frame of the page, by the selector of its element
  evaluate_in: async ({ frame, code }) => (await (await page.$(frame)).contentFrame()).evaluate(code),
  type_in: async ({ frame, selector, text, key, isTouch }) => {
    const field = page.frameLocator(frame).locator(selector);
    const isSelect = await field.evaluate((element) => element.matches("select"));
    if (isTouch && !isSelect) await field.tap(); // the list that a tap on a select opens is the system's
    if (isSelect) await field.selectOption(text);
    else await field.fill(text);
    if (key) await field.press(key);
  },
  media: ({ media }) => page.emulateMedia({ media }).then(() => null),
  press: ({ key }) => page.keyboard.press(key),
  click: ({ selector }) => page.click(selector),
  hover: ({ selector }) => page.hover(selector),
  fill: ({ selector, text }) => page.fill(selector, text),
  choose: ({ selector, value }) => page.selectOption(selector, value).then(() => null),
  type: ({ text }) => page.keyboard.insertText(text),
  upload: ({ selector, path }) => page.setInputFiles(selector, path).then(() => null),
  // what a click saves: its name and its text
  download: async ({ selector }) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
    return [file.suggestedFilename(), await require("fs").promises.readFile(await file.path(), "utf-8")];
  },
  reload: () => page.reload().then(() => null),
  focus: ({ selector }) => page.focus(selector),
  wait_for: ({ selector }) => page.waitForSelector(selector).then(() => null),
  text: ({ selector }) => page.textContent(selector),
  texts: ({ selector }) => page.$$eval(selector, (found) => found.map((element) => element.textContent)),
  accessible: ({ selector }) => page.locator(selector).ariaSnapshot(),
  screenshot: ({ path, full }) => page.screenshot({ path, fullPage: full }).then(() => null),
  // [name, milliseconds since the page was opened] of each mark
  async marks() {
    const here = () => performance.getEntriesByType("mark").map(({ name, startTime }) => [name, performance.timeOrigin + startTime]);
    const found = await Promise.all([page, ...page.workers()].map((thread) => thread.evaluate(here)));
    const opened = await page.evaluate(() => performance.timeOrigin);
    return found.flat().map(([name, at]) => [name, at - opened]);
  },
  async processor_time() {
    const { processInfo } = await (await browser.newBrowserCDPSession()).send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  },
  complaints: () => complaints,
  requests: () => requests,
};

async function main() {
  browser = await chromium.launch({ executablePath, args: FLAGS });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { command, ...given } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ answer: (await COMMANDS[command](given)) ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error) }));
    }
  }
  await browser.close();
}

main();
