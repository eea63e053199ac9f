// Tests the page in a real browser. Start with `./run`, which installs the dependencies.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { RUNTIMES, CHROMIUM, SCREENSHOTS } = process.env;
let server, url, browser;

before(async () => {
  server = spawn(RUNTIMES, ["serve", "--addr", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  const [line] = await once(createInterface(server.stderr), "line");
  url = line.replace("listening on ", "");
  // Chromium refuses to run as root with its sandbox. Without it is safe here: the browser opens only this page.
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
  browser = await chromium.launch({ executablePath: CHROMIUM, args });
});

after(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
});

// Opens the page. The test fails if the browser logs an error or requests anything but the page.
const open = async (t, options = {}, path = "/") => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url + path);
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, []);
    assert.deepEqual(requests.filter((request) => !request.startsWith("data:")), [url + "/"]);
  });
  return page;
};

test("selecting a language and a version shows its image, command and script", async (t) => {
  const page = await open(t);
  assert.equal(await page.inputValue("#language"), "python");
  assert.equal(await page.inputValue("#version"), "3.12");
  await page.selectOption("#language", "go");
  assert.equal(await page.inputValue("#version"), "1.22");
  await page.selectOption("#version", "1.21");
  assert.equal(await page.textContent("#image"), "golang:1.21-alpine");
  assert.equal(await page.textContent("#command"), '["go","run","/scripts/main.go"]');
  assert.equal(await page.textContent("#deprecation"), "Deprecated: end of life 2024-08-13");
  assert.equal(await page.textContent("#file"), "main.go");
  assert.equal(new URL(page.url()).hash, "#go@1.21");
  const scripts = await (await fetch(url + "/api/v1/example-scripts")).json();
  for (const [language, script] of Object.entries(scripts)) {
    await page.selectOption("#language", language);
    assert.equal(await page.textContent("#script"), script);
    assert.ok((await page.locator("#script .k").count()) > 3, `${language}: highlighted keywords`);
    assert.ok((await page.locator("#script .c").count()) > 0, `${language}: highlighted comments`);
    assert.ok((await page.locator("#script .s").count()) > 0, `${language}: highlighted strings`);
  }
});

test("the fragment of a link selects a runtime", async (t) => {
  const page = await open(t, {}, "/#ruby@3.1");
  assert.equal(await page.textContent("#image"), "ruby:3.1-alpine");
  await page.evaluate(() => (location.hash = "#node@18"));
  await page.waitForFunction(() => document.getElementById("image").textContent === "node:18-alpine");
  await page.evaluate(() => (location.hash = "#%"));
  await page.evaluate(() => (location.hash = "#nothing"));
  assert.equal(await page.textContent("#image"), "node:18-alpine");
  await page.evaluate(() => (location.hash = "#go"));
  await page.waitForFunction(() => document.getElementById("image").textContent === "golang:1.22-alpine");
  assert.equal(await page.textContent("#since"), "requires 1.21 or later");
});

test("an unknown or malformed fragment selects the default", async (t) => {
  for (const hash of ["#python@9", "#%", "#<b>"]) {
    const page = await open(t, {}, "/" + hash);
    assert.equal(await page.textContent("#image"), "python:3.12-slim");
  }
});

test("searching filters the table", async (t) => {
  const page = await open(t);
  const shown = () => page.locator("tbody tr:visible").count();
  assert.equal(await shown(), 18);
  for (const [words, count] of [["python", 6], ["PYTHON 3.1", 3], ["alpine", 9], ["node.js", 3], ["go 1.22", 1], ["deprecated", 11], ["py", 6], ["copy", 0], ["python@3.12", 1], ["python 3.1, slim", 3], ["end of life 2025-10", 1], [".*", 0], ["", 18]]) {
    await page.fill("#search", words);
    assert.equal(await shown(), count, words);
    assert.equal(await page.textContent("#found"), words ? (count ? `${count} of 18` : "no matches") : "");
  }
});

test("copy buttons write to the clipboard", async (t) => {
  const page = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.selectOption("#language", "bash");
  await page.click("[data-copy=image]");
  await page.waitForFunction(() => document.getElementById("copied").textContent === "Copied");
  assert.equal(await clipboard(), "bash:5.3");
  await page.click("[data-copy=command]");
  assert.equal(await clipboard(), '["bash","/scripts/main.sh"]');
  await page.click("[data-copy=script]");
  assert.equal(await clipboard(), await page.textContent("#script"));
  await page.click('[aria-label="Copy the command of ruby@3.1"]');
  assert.equal(await clipboard(), '["ruby","/scripts/main.rb"]');
});

test("every control works with the keyboard and has a label", async (t) => {
  const page = await open(t);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.copy);
  const order = [];
  for (let n = 0; n < 7; n += 1) {
    await page.keyboard.press("Tab");
    order.push(await focused());
  }
  assert.deepEqual(order.slice(0, 5), ["language", "version", "image", "command", "script"]);
  await page.focus("#language");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.textContent("#image"), "node:22-alpine");
  await page.focus("#search");
  await page.keyboard.type("ruby");
  assert.equal(await page.locator("tbody tr:visible").count(), 3);
  const unnamed = await page.evaluate(() =>
    [...document.querySelectorAll("select, input")].filter((field) => !field.labels.length).length);
  assert.equal(unnamed, 0);
});

test("without JavaScript, the page shows the table and the example scripts", async (t) => {
  const page = await open(t, { javaScriptEnabled: false });
  assert.equal(await page.locator("tbody tr:visible").count(), 18);
  assert.equal(await page.locator("#picker:visible").count(), 0);
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.equal(await page.locator("#finder:visible").count(), 0);
  assert.equal(await page.locator("details:visible").count(), 5);
  const row = page.locator('tr[data-runtime="python@3.7"]');
  assert.equal(await row.locator(".image").textContent(), "python:3.7-slim");
  assert.equal(await row.locator(".command").textContent(), '["python","/scripts/main.py"]');
});

test("the page fits a narrow screen", async (t) => {
  const page = await open(t, { viewport: { width: 320, height: 640 } });
  const [content, window] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `content is ${content} px wide, the window ${window} px`);
  const height = await page.evaluate(() => document.getElementById("language").getBoundingClientRect().height);
  assert.ok(height >= 44, `a touch target of ${height} px is too small`);
});

// Returns the lowest contrast ratio on the page and its element: https://www.w3.org/TR/WCAG22/#contrast-minimum
const contrast = () => {
  const luminance = (color) => {
    const parts = color.match(/\d+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return /, 0\)$/.test(color) && element.parentElement ? ground(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const ratios = texts.map((element) => {
    const [dark, light] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => a - b);
    return [(light + 0.05) / (dark + 0.05), element.outerHTML.slice(0, 80)];
  });
  return ratios.sort((a, b) => a[0] - b[0])[0];
};

for (const colorScheme of ["light", "dark"])
  test(`text has sufficient contrast in the ${colorScheme} theme`, async (t) => {
    const page = await open(t, { colorScheme, viewport: { width: 1100, height: 1400 } });
    const [ratio, element] = await page.evaluate(contrast);
    assert.ok(ratio >= 4.5, `${ratio}: ${element}`);
    if (SCREENSHOTS) {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}.png` });
    }
  });

test("the page is smaller than 60 kB", async () => {
  const response = await fetch(url + "/", { headers: { "accept-encoding": "identity" } });
  const { byteLength } = await response.arrayBuffer();
  assert.ok(byteLength < 60_000, `${byteLength} bytes`);
});
