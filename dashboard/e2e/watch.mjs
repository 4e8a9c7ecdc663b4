// A page that remembers what went wrong on it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { report } from './report.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Opens a page and collects console errors, failed requests and requests to other hosts. */
export async function openPage(browser, url, contextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  const faults = { errors: [], broken: [], foreign: [] };
  page.on('console', (message) => message.type() === 'error' && faults.errors.push(message.text()));
  page.on('pageerror', (error) => faults.errors.push(error.message));
  page.on('requestfailed', (request) => faults.broken.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && faults.broken.push(`${response.url()} ${response.status()}`));
  page.on('request', (request) => {
    const isForeign = /^(?:https?|wss?):/.test(request.url()) && new URL(request.url()).host !== url.host;
    if (isForeign) faults.foreign.push(request.url());
  });
  await page.addInitScript(() => {
    window.layoutShift = 0;
    const addShifts = (list) => list.getEntries().forEach((entry) => { window.layoutShift += entry.value; });
    new PerformanceObserver(addShifts).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url.href, { waitUntil: 'load', timeout: 60_000 });
  return { page, context, faults };
}

/** Reports the three kinds of fault that no page may have. */
export function reportFaults(name, { errors, broken, foreign }) {
  report(`${name}: no console errors`, errors);
  report(`${name}: no failed requests`, broken);
  report(`${name}: nothing from other hosts`, foreign);
}

/** Violations of WCAG 2.2 AA that axe finds. */
export async function findViolations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), AXE_RULES);
  return found.violations.map(({ id, impact, nodes }) => `${id} (${impact}) x${nodes.length}: ${nodes[0].target.join(' ')}`);
}

/** How far the page is wider than its window, as a fault. */
export async function findSidewaysScroll(page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return excess > 0 ? [`${excess} px too wide`] : [];
}

/** Waits until nothing on the page is loading and its charts are drawn. */
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .skeleton, main [aria-busy="true"]'), undefined, { timeout: 30_000 });
  // A chart is drawn when it comes near the window.
  await page.evaluate(async () => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await new Promise((resolve) => { setTimeout(resolve, 60); });
    }
    scrollTo(0, 0);
  });
  await page.waitForTimeout(350);
}

/** Labels whose text does not fit into their box, and is not made to be scrolled. */
export async function findClipped(page) {
  return page.evaluate(() => {
    const isCut = (element) => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      return (overflowX === 'hidden' || textOverflow === 'ellipsis') && element.scrollWidth > element.clientWidth + 1;
    };
    const labels = document.querySelectorAll('main :is(h1, h2, h3, th, td, dt, dd, label, button, a, .label, .value, .detail, .note), .rail .item');
    return [...labels].filter((label) => label.clientWidth > 1 && isCut(label)).map((label) => `"${label.innerText.slice(0, 60)}" is cut`);
  });
}
