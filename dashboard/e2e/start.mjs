// The start page: its figures are those of the API, at three sizes, light and dark; and it says what failed.
import { readFileSync } from 'node:fs';
import { shapeStartPage } from '../src/pages/startShape.js';
import { report } from './report.mjs';
import { findSidewaysScroll, findViolations, openPage, reportFaults } from './watch.mjs';

const SIZES = { desktop: [1440, 900], tablet: [820, 1180], phone: [390, 844] };
const query = readFileSync(new URL('../src/queries/startPage.graphql', import.meta.url), 'utf8');

export async function checkStart({ browser, baseUrl, outDir }) {
  const data = await askDirectly(baseUrl);
  const expected = shapeStartPage(data);
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      const name = `start ${size} ${colorScheme}`;
      const options = { viewport: { width, height }, colorScheme, isMobile: size === 'phone', hasTouch: size !== 'desktop' };
      const { page, context, faults } = await openPage(browser, baseUrl, options);
      await page.waitForSelector('#cards[aria-busy="false"], #panel:not([hidden])', { state: 'attached' });
      report(`${name}: shows what the API answers`, await findDifferences(page, expected));
      report(`${name}: exact figures are those of the API, digit for digit`, await findWrongDigits(page, data.executiveKpis));
      report(`${name}: no WCAG 2.2 AA violations`, await findViolations(page));
      report(`${name}: no sideways scroll`, await findSidewaysScroll(page));
      const shift = await page.evaluate(() => window.layoutShift);
      report(`${name}: layout shift under 0.1`, shift >= 0.1 ? [`layout shift ${shift.toFixed(3)}`] : []);
      reportFaults(name, faults);
      await page.screenshot({ path: `${outDir}/start-${size}-${colorScheme}.png`, fullPage: true });
      await context.close();
    }
  }
}

/** With answers replaced in the browser: a failure names its code and request id; an empty book says what to do. */
export async function checkStartFailures({ browser, baseUrl, outDir }) {
  const data = await askDirectly(baseUrl);
  const failure = { errors: [{ message: 'internal error', extensions: { code: 'INTERNAL', request_id: 'req-from-body' } }] };
  const refusal = { title: 'Too many requests', detail: 'more than 100 requests in a minute', code: 'RATE_LIMITED' };
  const empty = { data: { ...data, executiveKpis: { ...data.executiveKpis, totalCustomers: 0 } } };
  const cases = [
    { name: 'error', status: 200, body: failure, words: ['internal error', 'INTERNAL', 'req-from-body', 'Try again'] },
    { name: 'refused', status: 429, body: refusal, words: ['more than 100 requests', 'RATE_LIMITED', 'req-from-header'] },
    { name: 'gateway', status: 502, body: '<h1>Bad gateway</h1>', words: ['status 502', 'HTTP 502', 'req-from-header'] },
    { name: 'unreachable', words: ['could not be reached', 'NETWORK'] },
    { name: 'empty', status: 200, body: empty, words: ['This book is empty', 'loanbook demo'] },
  ];
  for (const { name, status, body, words } of cases) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.route('**/graphql', (route) => (status === undefined
      ? route.abort()
      : route.fulfill({ status, body: JSON.stringify(body), headers: { 'x-request-id': 'req-from-header' } })));
    await page.goto(baseUrl.href);
    const text = await page.locator('#panel:not([hidden])').innerText();
    report(`start ${name}: says what to do`, words.filter((word) => !text.includes(word)).map((word) => `"${word}" is not in: ${text}`));
    report(`start ${name}: no WCAG 2.2 AA violations`, await findViolations(page));
    await page.screenshot({ path: `${outDir}/start-${name}.png`, fullPage: true });
    await context.close();
  }
}

async function askDirectly(baseUrl) {
  const response = await fetch(new URL('graphql', baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`the StartPage query fails: ${errors[0].message}`);
  return data;
}

async function findDifferences(page, expected) {
  if (expected.isEmpty) return (await page.locator('#panel').innerText()).includes('loanbook demo') ? [] : ['the empty book is not explained'];
  const wanted = { title: expected.name, provenance: expected.provenance ?? '' };
  const shown = {
    title: await page.locator('h1').innerText(),
    provenance: await page.locator('#provenance').innerText(),
  };
  for (const [name, card] of Object.entries(expected.cards)) {
    const place = page.locator(`[data-figure="${name}"]`);
    wanted[name] = `${card.text} [${card.exact}] ${card.detail}`;
    const value = place.locator('.value');
    shown[name] = `${await value.locator('span').first().innerText()} [${await value.getAttribute('title')}] ${await place.locator('.detail').innerText()}`;
  }
  const meta = await page.locator('#bookMeta').innerText();
  const missing = [expected.asOfText, expected.currency].filter((word) => word && !meta.includes(word));
  const different = Object.keys(wanted).filter((key) => plain(shown[key]) !== plain(wanted[key]));
  return [
    ...different.map((key) => `${key}: shown "${shown[key]}", expected "${wanted[key]}"`),
    ...missing.map((word) => `"${word}" is not in "${meta}"`),
  ];
}

// Without the page's own formatting: the figures in the titles, commas taken out, against the answer itself.
async function findWrongDigits(page, kpis) {
  if (Number(kpis.totalCustomers) === 0) return [];
  const answered = {
    customers: kpis.totalCustomers,
    activeLoans: kpis.activeLoans,
    originated: kpis.originatedAmount,
    onTimeRate: kpis.onTimeRate.value,
    creditScore: kpis.averageCreditScore.value,
    revenue: kpis.totalRevenue,
  };
  const faults = [];
  for (const [name, value] of Object.entries(answered)) {
    if (value === null) continue;
    const title = await page.locator(`[data-figure="${name}"] .value`).getAttribute('title');
    const digits = title.replaceAll(',', '').split(' ')[0];
    if (digits !== String(value)) faults.push(`${name}: the title says ${title}, the API ${value}`);
  }
  return faults;
}

function plain(text) {
  return text.replace(/\s+/g, ' ').trim();
}
