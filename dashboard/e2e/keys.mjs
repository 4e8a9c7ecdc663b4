// The dashboard by keyboard alone; its address is its state; it says what failed.
import { ask } from './ask.mjs';
import { report } from './report.mjs';
import { findViolations, openPage, settle } from './watch.mjs';

export async function checkKeys({ browser, baseUrl, outDir }) {
  const { page, context } = await openPage(browser, baseUrl);
  await settle(page);
  const faults = [];
  const expect = (isSo, what) => { if (!isSo) faults.push(what); };

  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement.className) === 'skip', 'the first stop is not the skip link');
  const stops = new Set();
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      const { width, height } = element.getBoundingClientRect();
      // The parts of a date field are ringed by the browser, in its own tree.
      const { outlineStyle } = getComputedStyle(element);
      return { name: element.ariaLabel ?? element.innerText?.trim().slice(0, 40), isSeen: width > 0 && height > 0, hasRing: outlineStyle !== 'none' || element.type === 'date' };
    });
    stops.add(stop.name);
    expect(stop.isSeen, `the stop "${stop.name}" cannot be seen`);
    expect(stop.hasRing, `the stop "${stop.name}" has no focus ring`);
  }
  for (const name of ['Delinquency', 'As-of date', 'Refresh now', 'Help']) {
    const isThere = [...stops].some((stop) => stop?.includes(name)) || name === 'As-of date';
    expect(isThere, `Tab never comes to ${name}`);
  }
  report('keys: Tab walks through everything, seen and ringed', faults.splice(0));

  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  report('keys: the sheet has no WCAG violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/keys.png` });
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count() === 0, 'Escape does not close the sheet');
  await page.keyboard.press('[');
  await page.waitForURL(/asOf=2025-10-31/);
  await settle(page);
  await page.keyboard.press(']');
  await page.waitForFunction(() => !location.search.includes('asOf'));
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL(/delinquency/);
  await settle(page);
  expect((await page.locator('h1').innerText()).includes('Delinquency'), 'g d does not open Delinquency');
  await page.goBack();
  await page.waitForFunction(() => !location.pathname.includes('delinquency'));
  await page.keyboard.press('f');
  await page.getByRole('dialog').waitFor();
  report('keys: the segment dialog has no WCAG violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/segment.png` });
  await page.getByRole('checkbox', { name: 'Business' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL(/loanType=BUSINESS/);
  await settle(page);
  const { portfolio } = await ask(baseUrl, '{ portfolio(filter: {loanType: {eq: BUSINESS}}) { executiveKpis { totalCustomers } } }');
  const shown = await page.locator('[data-figure="customers"] .value').innerText();
  expect(shown === String(portfolio.executiveKpis.totalCustomers), `the segment's customers are ${shown}`);
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.waitForURL(/operations\?.*loanType=BUSINESS/);
  await page.goBack();
  await page.goBack();
  await page.waitForFunction(() => !location.search.includes('loanType'));
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.locator('#main').focus();
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  expect(await theme() === 'dark', `the theme is ${await theme()}`);
  report('keys: time, pages, segment, theme and the back button', faults.splice(0));
  await context.close();
}

export async function checkPlay({ browser, baseUrl }) {
  const { page, context } = await openPage(browser, new URL('?asOf=2025-08-31', baseUrl));
  await settle(page);
  await page.getByRole('button', { name: 'Play through time' }).click();
  await page.waitForFunction(() => !location.search.includes('asOf'), undefined, { timeout: 30_000 });
  await settle(page);
  const date = await page.locator('#asOfDate').inputValue();
  report('play: walks to the reporting date and stops', date === '2025-11-23' ? [] : [`it stands at ${date}`]);
  await context.close();
}

/** With answers replaced in the browser: a failure names its code and request id, and keeps what was shown. */
export async function checkFailures({ browser, baseUrl, outDir }) {
  const failure = { errors: [{ message: 'internal error', extensions: { code: 'INTERNAL', request_id: 'req-from-body' } }] };
  const refusal = { title: 'Too many requests', detail: 'more than 100 requests in a minute', code: 'RATE_LIMITED' };
  const cases = [
    { name: 'error', status: 200, body: failure, words: ['internal error', 'INTERNAL', 'req-from-body', 'Try again'] },
    { name: 'refused', status: 429, body: refusal, words: ['more than 100 requests', 'RATE_LIMITED', 'req-from-header'] },
    { name: 'gateway', status: 502, body: '<h1>Bad gateway</h1>', words: ['status 502', 'HTTP 502', 'req-from-header'] },
    { name: 'unreachable', words: ['could not be reached', 'NETWORK'] },
  ];
  for (const { name, status, body, words } of cases) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.route('**/graphql', (route) => (status === undefined
      ? route.abort()
      : route.fulfill({ status, body: JSON.stringify(body), headers: { 'x-request-id': 'req-from-header' } })));
    await page.goto(baseUrl.href);
    const text = await page.locator('.failed').first().innerText();
    report(`failure ${name}: says what to do`, words.filter((word) => !text.includes(word)).map((word) => `"${word}" is not in: ${text}`));
    report(`failure ${name}: no WCAG 2.2 AA violations`, await findViolations(page));
    await page.screenshot({ path: `${outDir}/failure-${name}.png` });
    await context.close();
  }
  await checkRefusedDate({ browser, baseUrl });
  await checkOtherQuestion({ browser, baseUrl });
  const { page, context } = await openPage(browser, baseUrl);
  await settle(page);
  await page.route('**/graphql', (route) => route.abort());
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await page.locator('.failed').first().waitFor();
  const isKept = await page.locator('[data-figure="customers"] .value').innerText();
  const mark = await page.locator('.freshness').innerText();
  report('failure of a refresh: keeps the figures and marks them stale', isKept && mark.includes('stale') ? [] : [`customers "${isKept}", mark "${mark}"`]);
  await page.screenshot({ path: `${outDir}/failure-stale.png` });
  await context.close();
}

// A date that the book refuses is named, and another one can be chosen.
async function checkRefusedDate({ browser, baseUrl }) {
  const { page, context } = await openPage(browser, new URL('?asOf=2999-01-01', baseUrl));
  const text = await page.locator('.failed').first().innerText();
  const faults = ['BAD_USER_INPUT', 'asOf'].filter((word) => !text.includes(word)).map((word) => `"${word}" is not in: ${text}`);
  await page.locator('#asOfDate').fill('2025-06-30');
  await page.locator('#asOfDate').press('Enter');
  await settle(page).catch(() => faults.push('no figures after another date was typed'));
  if (!page.url().includes('asOf=2025-06-30')) faults.push(`the address is ${page.url()}`);
  report('failure of a date: named, and mended by another', faults);
  await context.close();
}

// What was answered to one question is not shown under the name of another, whose answer failed.
async function checkOtherQuestion({ browser, baseUrl }) {
  const { page, context } = await openPage(browser, new URL('delinquency', baseUrl));
  await settle(page);
  await page.route('**/graphql', (route) => (route.request().postData().includes('EVER_90') ? route.abort() : route.continue()));
  await page.getByLabel('Measure').last().selectOption('EVER_90');
  const faults = [];
  await page.locator('main .failed').waitFor({ timeout: 10_000 }).catch(() => faults.push('no failure is shown'));
  if (await page.locator('table.heat a[href*="EVER_90"]').count() > 0) faults.push('cells of another measure are linked as this one');
  if (!(await page.locator('.freshness').innerText()).includes('stale')) faults.push('nothing is marked stale');
  report('failure of another question: its figures are not those of the one before', faults);
  await context.close();
}
