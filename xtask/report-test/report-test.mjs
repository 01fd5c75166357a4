// Opens pages of a report in a headless Chromium, looks at them in every way that a reader may, and takes pictures.
//
//   node report-test.mjs PLAN.json
//
// PLAN.json: {"chromium": path, "shots": folder, "pages": [{"name", "file", "script": bool}],
//             "readme": [{"page", "file", "top", "height"}]}
// Writes one line for each problem and ends with 1 when there is any.

import { createRequire } from "node:module";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The ways of looking. `tall` pictures would be larger than Chromium can take.
const LOOKS = [
  { name: "light", width: 1280, colorScheme: "light" },
  { name: "dark", width: 1280, colorScheme: "dark" },
  { name: "narrow", width: 390, colorScheme: "light" },
  { name: "forced", width: 1280, colorScheme: "dark", forcedColors: "active" },
  { name: "print", width: 794, colorScheme: "dark", media: "print" },
];
const TALLEST = 12_000;
// So many elements are walked through with the Tab key at most; the rest of a long list is more of the same.
const TABS = 1_500;

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
mkdirSync(plan.shots, { recursive: true });
const problems = [];
const browser = await chromium.launch({ executablePath: plan.chromium, args: ["--no-sandbox", "--font-render-hinting=none"] });
console.log(`Chromium ${browser.version()}`);

for (const page of plan.pages) {
  for (const look of LOOKS) await see(page, look);
  await walk(page);
  await withoutScripts(page);
  if (page.script) await sortAndSearch(page);
}
for (const shot of plan.readme ?? []) await readmePicture(shot);
await browser.close();

for (const problem of problems) console.log(`problem: ${problem}`);
console.log(`${plan.pages.length} pages in ${LOOKS.length} looks, ${problems.length} problems; pictures in ${plan.shots}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/// Opens a page, and takes down every message and every request beside the file itself.
async function open(page, look, where) {
  const { width, colorScheme, forcedColors = "none", javaScriptEnabled = true } = look;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, forcedColors, javaScriptEnabled });
  const tab = await context.newPage();
  const url = pathToFileURL(page.file).href;
  tab.on("console", (message) => problems.push(`${where}: console says ${message.text()}`));
  tab.on("pageerror", (error) => problems.push(`${where}: ${error.message}`));
  tab.on("request", (request) => {
    if (request.url() !== url) problems.push(`${where}: asks for ${request.url()}`);
  });
  await tab.emulateMedia({ media: look.media ?? "screen" });
  await tab.goto(url);
  return { context, tab };
}

/// One page in one look: width, Chinese glyphs, accessibility, a picture.
async function see(page, look) {
  const where = `${page.name} ${look.name}`;
  const { context, tab } = await open(page, look, where);
  const wide = await tab.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return null;
    const beyond = [...document.querySelectorAll("body *")].find((element) => element.getBoundingClientRect().right > limit + 1 && !element.closest(".scroll"));
    return `${document.documentElement.scrollWidth} of ${limit} px, by <${beyond?.tagName.toLowerCase()} class="${beyond?.getAttribute("class") ?? ""}">`;
  });
  if (wide) problems.push(`${where}: wider than the window: ${wide}`);
  if (await tab.evaluate(drawsTofu)) problems.push(`${where}: Chinese characters are drawn as boxes`);
  const height = await tab.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width: look.width, height: Math.min(height, TALLEST) };
  await tab.screenshot({ path: join(plan.shots, `${page.name}-${look.name}.png`), fullPage: true, clip });
  if (look.media === "print") {
    await tab.pdf({ path: join(plan.shots, `${page.name}.pdf`), format: "A4" });
  }
  // What is folded counts, too.
  await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  const overflow = await tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (overflow) problems.push(`${where}: wider than the window when all is unfolded`);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, help, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") {
      console.log(`note: ${where}: ${id} (${impact}): ${nodes[0].target.join(" ")}`);
      continue;
    }
    const [{ target, any }] = nodes;
    problems.push(`${where}: ${id}: ${help}; ${nodes.length} ×, first ${target.join(" ")} ${any[0]?.message ?? ""}`);
  }
  await context.close();
}

/// Two Chinese characters that look the same are boxes.
function drawsTofu() {
  const draw = (text) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    const context = canvas.getContext("2d");
    context.font = `32px ${getComputedStyle(document.body).fontFamily}`;
    context.fillText(text, 2, 34);
    return context.getImageData(0, 0, 40, 40).data.join();
  };
  return draw("文") === draw("脉");
}

/// With the keyboard alone: every <summary> gets the focus, shows it, and opens by Enter.
async function walk(page) {
  const where = `${page.name} keyboard`;
  const { context, tab } = await open(page, LOOKS[0], where);
  const number = await tab.evaluate(() => {
    const all = [...document.querySelectorAll("summary")];
    all.forEach((summary, index) => (summary.dataset.at = index));
    return all.filter((summary) => !summary.closest("details details")).length;
  });
  const seen = new Set();
  let first = null;
  for (let step = 0; step < TABS && seen.size < number; step += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return "body";
      const shown = getComputedStyle(element).outlineStyle !== "none" || element.classList.contains("skip");
      return element.tagName === "SUMMARY" ? { at: element.dataset.at, shown } : null;
    });
    if (at === "body" && step > 0) break;
    if (at?.at === undefined) continue;
    if (!at.shown) problems.push(`${where}: the focus of <summary> ${at.at} cannot be seen`);
    seen.add(at.at);
    if (first === null) {
      first = at.at;
      await tab.keyboard.press("Enter");
      const open = await tab.evaluate(() => document.activeElement.parentElement.open);
      if (!open) problems.push(`${where}: Enter does not open <details>`);
      await tab.keyboard.press("Enter");
    }
  }
  if (seen.size < number) problems.push(`${where}: ${seen.size} of ${number} <summary> are reached`);
  await context.close();
}

/// Without scripts the page says the same.
async function withoutScripts(page) {
  const where = `${page.name} without scripts`;
  const texts = [];
  for (const javaScriptEnabled of [true, false]) {
    const { context, tab } = await open(page, { ...LOOKS[0], javaScriptEnabled }, where);
    if (!javaScriptEnabled && (await tab.locator("[data-script]:visible").count()) > 0) {
      problems.push(`${where}: controls are shown that do nothing`);
    }
    // The search field is the script's own.
    await tab.evaluate(() => document.querySelector(".search")?.remove());
    texts.push(await tab.locator("main").innerText());
    await context.close();
  }
  const lines = (text) => new Set(text.split("\n").map((line) => line.trim()));
  const without = lines(texts[1]);
  if (without.size < 10) problems.push(`${where}: the page is empty`);
  for (const line of lines(texts[0])) {
    if (!without.has(line)) problems.push(`${where}: lacks ${line.slice(0, 80)}`);
  }
}

/// The table of documents is sorted by a click, back by a second one, and searched.
async function sortAndSearch(page) {
  const where = `${page.name} table`;
  const { context, tab } = await open(page, LOOKS[0], where);
  const numbers = () => tab.$$eval("#documents tbody tr:not([hidden])", (rows) => rows.map((row) => Number(row.cells[row.cells.length - 2].textContent.replace(/\D/g, ""))));
  const isSorted = (list, sign) => list.every((number, index) => index === 0 || sign * (number - list[index - 1]) >= 0);
  const header = tab.locator("#documents thead button").last();
  await header.click();
  const first = await numbers();
  if (!isSorted(first, -1) || first.length < 2) problems.push(`${where}: the first click does not sort from large to small`);
  await header.press("Enter");
  if (!isSorted(await numbers(), 1)) problems.push(`${where}: the second one does not sort from small to large`);
  const all = first.length;
  await tab.locator("#documents input").fill("zh-seed");
  const found = (await numbers()).length;
  if (found === 0 || found >= all) problems.push(`${where}: the search finds ${found} of ${all}`);
  const title = await tab.locator("#documents tbody tr:not([hidden])").first().innerText();
  if (!title.includes("zh-seed")) problems.push(`${where}: the search shows what it did not look for`);
  await context.close();
}

/// A picture for README.
async function readmePicture({ page, file, from, height }) {
  const found = plan.pages.find(({ name }) => name === page);
  const { context, tab } = await open(found, { width: 1000, colorScheme: "light" }, `${page} for README`);
  const top = from ? await tab.locator(from).evaluate((element) => element.getBoundingClientRect().top + scrollY - 12) : 0;
  await tab.screenshot({ path: file, fullPage: true, clip: { x: 0, y: top, width: 1000, height } });
  console.log(`${file}: ${statSync(file).size} bytes`);
  await context.close();
}
