// Tests the page in a real browser. Start with `./run`, which installs the dependencies.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const { RUNTIMES, PAGES, CHROMIUM, SCREENSHOTS } = process.env;
const servers = [];
// `url` is the built-in page; `pages` serves pages of other sizes under prefixes.
let url, pages, browser;

const serve = async (program, ...args) => {
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  servers.push(server);
  const [line] = await once(createInterface(server.stderr), "line");
  return line.replace("listening on ", "");
};

before(async () => {
  url = await serve(RUNTIMES, "serve", "--addr", "127.0.0.1:0");
  pages = await serve(PAGES);
  // Chromium refuses to run as root with its sandbox. Without it is safe here: the browser opens only these pages.
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
  browser = await chromium.launch({ executablePath: CHROMIUM, args });
});

after(async () => {
  await browser?.close();
  for (const server of servers) server.kill("SIGTERM");
});

// Opens the page. The test fails if the browser logs an error or requests anything but the page.
const open = async (t, options = {}, path = "/", base = url) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(base + path);
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, []);
    assert.deepEqual(requests.filter((request) => !request.startsWith("data:")), [base + path.split("#")[0]]);
  });
  return page;
};
const visibleRows = (page) => page.locator("tbody tr:visible").count();
const setHash = async (page, hash) => {
  await page.evaluate((hash) => (location.hash = hash), hash);
  // `hashchange` is fired in a later task.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
};

test("selecting a language and a version shows everything about it", async (t) => {
  const page = await open(t);
  assert.equal(await page.inputValue("#language"), "python");
  assert.equal(await page.inputValue("#version"), "3.12");
  assert.equal(await page.textContent("#aliases"), "py, python3");
  await page.selectOption("#language", "go");
  assert.equal(await page.inputValue("#version"), "1.22");
  await page.selectOption("#version", "1.21");
  assert.equal(await page.textContent("#image"), "golang:1.21-alpine");
  assert.equal(await page.textContent("#command"), '["go","run","/scripts/main.go"]');
  assert.deepEqual(await page.locator("#env code").allTextContents(), ["HOME=/tmp", "GOCACHE=/tmp/go-build"]);
  assert.equal(await page.textContent("#aliases"), "golang");
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
  for (const [hash, image] of [
    ["", "ruby:3.1-alpine"],
    ["#node@18", "node:18-alpine"],
    ["#go", "golang:1.22-alpine"],
    ["#py", "python:3.12-slim"],
    ["#js@20", "node:20-alpine"],
    ["#python@3", "python:3.12-slim"],
    ["#golang@latest", "golang:1.22-alpine"],
    ["#go@1", "golang:1.22-alpine"],
    ["#python%403.8", "python:3.8-slim"],
    ["#all-title", "python:3.8-slim"],
  ]) {
    if (hash) await setHash(page, hash);
    assert.equal(await page.textContent("#image"), image, hash);
    assert.equal(await page.locator("#unknown").isVisible(), false, hash);
  }
  await setHash(page, "#go");
  assert.equal(await page.textContent("#since"), "requires 1.21 or later");
  const odd = await open(t, {}, "/odd#c++", pages);
  for (const [hash, selected] of [
    ["", "2.0.0-a-version-with-as-many-characters-as-a-label-value-can-ha"],
    ["#c#@1", "1"],
    // Not a pre-release, and not 3.14.
    ["#partial@3", "3.13"],
    ["#partial@3.14", "3.14-rc1"],
    ["#partial@2", "2.7"],
    ["#partial@latest", "3.13"],
  ]) {
    if (hash) await setHash(odd, hash);
    assert.equal(await odd.inputValue("#version"), selected, hash);
  }
});

test("an unknown fragment is named, and the nearest runtime is offered", async (t) => {
  for (const [hash, message, image] of [
    ["#python@9", "unknown version 9 of python, did you mean python@3.12?", "python:3.12-slim"],
    ["#py@3.13", "unknown version 3.13 of python, did you mean python@3.12?", "python:3.12-slim"],
    ["#python@3.7.4", "unknown version 3.7.4 of python, did you mean python@3.7?", "python:3.7-slim"],
    ["#pyhton@3.11", "unknown language pyhton, did you mean python@3.11?", "python:3.11-slim"],
    ["#Node.js", "unknown language Node.js, did you mean node@22?", "node:22-alpine"],
    ["#golan@1.21", "unknown language golan, did you mean go@1.21?", "golang:1.21-alpine"],
    ["#ruby@", "", "ruby:3.3-alpine"],
    ["#bash@x", "unknown version x of bash, did you mean bash@5.3?", "bash:5.3"],
    ["#cobol", "unknown language cobol: see all runtimes", "python:3.12-slim"],
    ["#@3", "unknown language @3: see all runtimes", "python:3.12-slim"],
    ["#%", "unknown language %: see all runtimes", "python:3.12-slim"],
    ["#<b>", "unknown language <b>: see all runtimes", "python:3.12-slim"],
    ["#" + "x".repeat(5000), `unknown language ${"x".repeat(48)}…: see all runtimes`, "python:3.12-slim"],
  ]) {
    const page = await open(t, {}, "/" + hash);
    assert.equal(await page.textContent("#unknown"), message, hash);
    if (message) await page.click("#unknown a");
    await page.waitForFunction((image) => document.getElementById("image").textContent === image, image);
    assert.equal(await page.locator("#unknown").isVisible(), false, hash);
  }
});

test("searching filters the table", async (t) => {
  const page = await open(t);
  assert.equal(await visibleRows(page), 18);
  const words = [["python", 6], ["PYTHON 3.1", 3], ["alpine", 9], ["node.js", 3], ["go 1.22", 1], ["deprecated", 11], ["py", 6], ["copy", 0], ["python@3.12", 1], ["python 3.1, slim", 3], ["end of life 2025-10", 1], ["gocache", 3], ["javascript", 3], [".*", 0], ["", 18]];
  for (const [wanted, count] of words) {
    await page.fill("#search", wanted);
    assert.equal(await visibleRows(page), count, wanted);
    assert.equal(await page.textContent("#found"), wanted ? (count ? `${count} of 18` : "no matches") : "");
  }
});

test("the search finds what its placeholder suggests", async (t) => {
  for (const [path, base] of [["/", url], ["/many", pages], ["/odd", pages]]) {
    const page = await open(t, {}, path, base);
    await page.fill("#search", await page.getAttribute("#search", "placeholder"));
    assert.equal(await visibleRows(page), 1);
  }
});

test("deprecated runtimes can be hidden", async (t) => {
  const page = await open(t);
  await page.check("#current");
  assert.equal(await visibleRows(page), 7);
  assert.equal(await page.textContent("#found"), "7 of 18");
  await page.fill("#search", "python");
  assert.equal(await visibleRows(page), 2);
  await page.fill("#search", "go 1.");
  assert.equal(await visibleRows(page), 0);
  assert.equal(await page.textContent("#found"), "no matches, but 3 deprecated");
  await page.uncheck("#current");
  assert.equal(await visibleRows(page), 3);
});

test("the search is part of the address", async (t) => {
  const page = await open(t, {}, "/#ruby@3.1");
  await page.fill("#search", "c++ & go 1.2");
  await page.waitForURL("**/?q=c%2B%2B+%26+go+1.2#ruby@3.1");
  await page.check("#current");
  await page.fill("#search", "py");
  await page.waitForURL("**/?q=py&deprecated=hide#ruby@3.1");
  await page.selectOption("#language", "bash");
  assert.equal(page.url(), url + "/?q=py&deprecated=hide#bash@5.3");
  assert.equal(await page.evaluate(() => document.getElementById("link").href), url + "/#bash@5.3");
  await setHash(page, "#go");
  await page.fill("#search", "");
  await page.uncheck("#current");
  await page.waitForURL("**/#go");
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => document.getElementById("image").textContent === "bash:5.3");
  assert.equal(await page.inputValue("#search"), "py");
  assert.equal(await visibleRows(page), 2);
  const restored = await open(t, {}, "/?q=py&deprecated=hide&other=1#ruby@3.1");
  assert.equal(await restored.inputValue("#search"), "py");
  assert.equal(await restored.isChecked("#current"), true);
  assert.equal(await visibleRows(restored), 2);
  assert.equal(await restored.textContent("#image"), "ruby:3.1-alpine");
  await restored.fill("#search", "");
  await restored.waitForURL("**/?deprecated=hide&other=1#ruby@3.1");
});

test("copy buttons write to the clipboard", async (t) => {
  const page = await open(t, { permissions: ["clipboard-read", "clipboard-write"] }, "/?q=r");
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.selectOption("#language", "bash");
  await page.click("[data-copy=image]");
  await page.waitForFunction(() => document.getElementById("copied").textContent === "Copied");
  assert.equal(await clipboard(), "bash:5.3");
  for (const [name, expected] of [
    ["command", '["bash","/scripts/main.sh"]'],
    ["run", "runtimes run bash@5.3 main.sh"],
    ["manifest", "runtimes manifest bash@5.3 main.sh | kubectl create -f -"],
    ["link", url + "/#bash@5.3"],
    ["script", await page.textContent("#script")],
  ]) {
    await page.click(`[data-copy=${name}]`);
    assert.equal(await clipboard(), expected);
  }
  await page.click('[aria-label="Copy the command of ruby@3.1"]');
  assert.equal(await clipboard(), '["ruby","/scripts/main.rb"]');
});

test("the downloaded example runs with the copied commands", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "page-"));
  t.after(() => rm(directory, { recursive: true }));
  const page = await open(t);
  for (const [language, file] of [["python", "main.py"], ["node", "main.js"], ["bash", "main.sh"]]) {
    await page.selectOption("#language", language);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    assert.equal(download.suggestedFilename(), file);
    await download.saveAs(join(directory, file));
    const script = await page.textContent("#script");
    assert.equal(await readFile(join(directory, file), "utf8"), script);
    const [[program, ...args]] = (await page.textContent("#manifest")).split(" | ").map((command) => command.split(" "));
    assert.equal(program, "runtimes");
    const { stdout } = await promisify(execFile)(RUNTIMES, [...args, "--json"], { cwd: directory });
    assert.equal(JSON.parse(stdout).items[0].data[file], script);
  }
});

test("every control works with the keyboard and has a label", async (t) => {
  const page = await open(t);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.copy);
  const order = [];
  for (let n = 0; n < 10; n += 1) {
    await page.keyboard.press("Tab");
    order.push(await focused());
  }
  assert.deepEqual(order, ["language", "version", "image", "command", "run", "manifest", "link", "link", "download", "script"]);
  await page.focus("#language");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.textContent("#image"), "node:22-alpine");
  await page.focus("#search");
  await page.keyboard.type("ruby");
  assert.equal(await visibleRows(page), 3);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.equal(await visibleRows(page), 1);
  const unnamed = await page.evaluate(() =>
    [...document.querySelectorAll("select, input")].filter((field) => !field.labels.length).length);
  assert.equal(unnamed, 0);
});

test("without JavaScript, the page shows the table and the example scripts", async (t) => {
  const page = await open(t, { javaScriptEnabled: false });
  assert.equal(await visibleRows(page), 18);
  for (const hidden of ["#picker", "#finder", "#more", "#unknown", "button"]) assert.equal(await page.locator(hidden + ":visible").count(), 0);
  assert.equal(await page.locator("details:visible").count(), 5);
  const row = page.locator('tr[data-runtime="go@1.20"]');
  assert.equal(await row.locator(".image").textContent(), "golang:1.20-alpine");
  assert.equal(await row.locator(".command").textContent(), '["go","run","/scripts/main.go"]');
  for (const visible of ["go, also golang", "deprecated: end of life 2024-02-06", "HOME=/tmp", "GOCACHE=/tmp/go-build"])
    assert.ok((await row.innerText()).includes(visible), visible);
  const many = await open(t, { javaScriptEnabled: false }, "/many", pages);
  assert.equal(await visibleRows(many), 6000);
});

test("the page works under a prefix, with and without a trailing slash", async (t) => {
  for (const path of ["/few", "/few/"]) {
    const page = await open(t, {}, path + "#go@1.20", pages);
    assert.equal(await page.evaluate(() => document.getElementById("link").href), `${pages}${path}#go@1.20`);
    await page.fill("#search", "ruby");
    await page.waitForURL(`**${path}?q=ruby#go@1.20`);
    const links = await page.locator("footer a").evaluateAll((links) => links.map((link) => link.href));
    assert.equal(links[0], pages + "/few/api/v1/languages");
    for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  }
});

for (const [path, width] of [["/few", 320], ["/odd", 320], ["/odd", 961], ["/odd", 1280]])
  test(`${path} fits a screen of ${width} px`, async (t) => {
    const page = await open(t, { viewport: { width, height: 640 } }, path, pages);
    const [content, window] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `content is ${content} px wide, the window ${window} px`);
    const heights = await page.evaluate(() => ["language", "search"].map((id) => document.getElementById(id).getBoundingClientRect().height));
    assert.ok(Math.min(...heights) >= 44, `touch targets of ${heights} px are too small`);
  });

test("on a phone, every cell shows its heading, and the table remains one", async (t) => {
  const page = await open(t, { viewport: { width: 375, height: 800 } });
  const shown = await page.evaluate(() => [...document.querySelector("tbody tr").cells].map((cell) => getComputedStyle(cell, "::before").content.split('"')[1]));
  assert.deepEqual(shown, await page.locator("thead th").allTextContents());
  const { nodes } = await (await page.context().newCDPSession(page)).send("Accessibility.getFullAXTree");
  const count = (role) => nodes.filter((node) => !node.ignored && node.role.value === role).length;
  assert.deepEqual(["table", "row", "columnheader", "rowheader", "cell"].map(count), [1, 19, 5, 18, 72]);
});

test("in print, the headings repeat on every page, and no row is left out", async (t) => {
  const page = await open(t, { viewport: { width: 375, height: 800 } }, "/many?q=lang50", pages);
  assert.equal(await visibleRows(page), 50);
  await page.emulateMedia({ media: "print" });
  const display = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).display);
  assert.deepEqual([await display("thead"), await display("tr.shown"), await display("tr.shown td")], ["table-header-group", "table-row", "table-cell"]);
  assert.equal(await page.locator("button:visible").count(), 0);
  await page.evaluate(() => {
    const print = (rows) => (globalThis.printed = rows.length);
    addEventListener("beforeprint", () => print([...document.querySelectorAll("tbody tr")].filter((row) => row.checkVisibility())));
  });
  await page.pdf();
  assert.equal(await page.evaluate(() => globalThis.printed), 66);
  assert.equal(await visibleRows(page), 50);
});

test("the page describes itself", async (t) => {
  const page = await open(t);
  const content = (name) => page.getAttribute(`meta[name="${name}"], meta[property="${name}"]`, "content");
  const description = "5 languages, 18 runtimes (Python, Node.js, Ruby, Go, Bash), each with its container image, command and environment.";
  assert.equal(await content("description"), description);
  assert.equal(await content("og:description"), description);
  assert.equal(await content("og:title"), await page.title());
  assert.equal(await content("og:type"), "website");
  const many = await open(t, {}, "/many", pages);
  const long = await many.getAttribute("meta[name=description]", "content");
  assert.ok(long.includes("1000 languages") && long.length < 160, long);
});

// Reports the median times of first paints of a small and a large page, and of key strokes. They are not asserted,
// because they depend on the machine.
test("a page of 1,000 languages shows a few rows at a time", async (t) => {
  const page = await open(t, {}, "/many", pages);
  const tabStops = () => page.locator("a[href]:visible, button:visible, input:visible, select:visible, summary:visible, [tabindex]:visible").count();
  assert.equal(await page.locator("tbody tr").count(), 6000);
  assert.equal(await page.locator("#language option").count(), 1000);
  assert.equal(await visibleRows(page), 50);
  assert.ok((await tabStops()) < 150, `${await tabStops()} tab stops`);
  assert.equal(await page.textContent("#more"), "Show 50 more 50 of 6000 shown");
  await page.click("#more button");
  assert.equal(await visibleRows(page), 100);
  assert.equal(await page.evaluate(() => document.activeElement.closest("tr").dataset.runtime), "scala@1.0.2");
  await page.fill("#search", "lang99");
  assert.equal(await page.textContent("#found"), "66 of 6000");
  assert.equal(await visibleRows(page), 50);
  await page.click("#more button");
  assert.equal(await visibleRows(page), 66);
  assert.equal(await page.locator("#more").isVisible(), false);
  const strokes = await page.evaluate(async () => {
    const times = [];
    for (const value of ["l", "la", "lan", "lang", "lang5", "lang50", "lang5", "zz", "", "end of life", "1.0.3"]) {
      document.getElementById("search").value = value;
      const start = performance.now();
      document.getElementById("search").dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      times.push(performance.now() - start);
    }
    return times;
  });
  t.diagnostic(`key strokes: at most ${Math.max(...strokes).toFixed(0)} ms`);
  const times = { "/few": [], "/many": [] };
  for (let round = 0; round < 5; round += 1)
    for (const path of Object.keys(times)) {
      const page = await open(t, {}, path, pages);
      const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
      times[path].push(await paint.jsonValue());
    }
  const [few, many] = Object.values(times).map((times) => times.sort((a, b) => a - b)[2]);
  t.diagnostic(`first paint: ${few.toFixed(0)} ms, of 1,000 languages ${many.toFixed(0)} ms, ratio ${(many / few).toFixed(2)}`);
});

const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const phone = { viewport: { width: 375, height: 800 } };
const dark = { colorScheme: "dark" };
for (const [name, path, options] of [
  ["the light theme", "/few", {}],
  ["the dark theme", "/few", dark],
  ["a phone", "/few", phone],
  ["a dark phone with an unknown link", "/few#pyton", { ...phone, ...dark }],
  ["a deprecated runtime", "/few#go@1.20", {}],
  ["an unknown link", "/few#pyton@3", {}],
  ["a search", "/few?q=py&deprecated=hide", {}],
  ["a search without matches", "/few?q=zzz", {}],
  ["an odd registry", "/odd", {}],
  ["an odd registry on a phone", "/odd", phone],
])
  test(`axe finds nothing to improve in ${name}`, async (t) => {
    const page = await open(t, { ...options, bypassCSP: true }, path, pages);
    await page.evaluate(axe);
    const { passes, violations, incomplete } = await page.evaluate(() => globalThis.axe.run());
    const list = (rules) => rules.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    assert.deepEqual([list(violations), list(incomplete)], [[], []]);
    assert.ok(passes.length > 40);
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
