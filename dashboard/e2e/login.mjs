// A server that knows its readers: the way to the login and back, what each role is shown, and the way out.
// env: KEY_VIEWER, KEY_COLLECTOR: keys of the server.
import { report } from './report.mjs';
import { SIZES } from './pages.mjs';
import { findClipped, findSidewaysScroll, findViolations, openPage, reportFaults, settle } from './watch.mjs';

const LOGGED_OUT = [/status of 401/, / 401$/];

/** Faults but those of requests that were rightly refused, and of those given up on the way to the login. */
function withoutRefusals({ errors, broken, foreign }) {
  const isOther = (text) => !LOGGED_OUT.some((pattern) => pattern.test(text));
  return { errors: errors.filter(isOther), broken: broken.filter((text) => isOther(text) && !text.endsWith('net::ERR_ABORTED')), foreign };
}

const optionsOf = (size, colorScheme) => {
  const [width, height] = SIZES[size];
  return { viewport: { width, height }, colorScheme, isMobile: size === 'phone', hasTouch: size !== 'desktop' };
};

async function logIn(page, key) {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Opens a page of the server as whom the key is of. */
async function openAs(browser, baseUrl, key, path, options) {
  const opened = await openPage(browser, new URL(`login?next=${encodeURIComponent(baseUrl.pathname + path)}`, baseUrl), options);
  await logIn(opened.page, key);
  await opened.page.waitForURL((url) => !url.pathname.endsWith('/login'));
  await settle(opened.page);
  return opened;
}

export async function checkLogin({ browser, baseUrl, outDir }) {
  const { KEY_VIEWER: viewer, KEY_COLLECTOR: collector } = process.env;
  if (!viewer || !collector) {
    report('login: has keys', ['KEY_VIEWER and KEY_COLLECTOR are not set']);
    return;
  }
  await checkLooks({ browser, baseUrl, outDir });
  await checkWay({ browser, baseUrl, outDir, key: viewer });
  await checkElsewhere({ browser, baseUrl, key: viewer });
  await checkTroubles({ browser, baseUrl });
  await checkViewer({ browser, baseUrl, outDir, key: viewer });
  await checkCollector({ browser, baseUrl, outDir, key: collector });
}

async function checkLooks({ browser, baseUrl, outDir }) {
  for (const size of Object.keys(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      const look = `login ${size} ${colorScheme}`;
      const { page, context, faults } = await openPage(browser, new URL('login', baseUrl), optionsOf(size, colorScheme));
      await page.getByLabel('API key').waitFor();
      await page.screenshot({ path: `${outDir}/${look.replaceAll(' ', '-')}.png` });
      await checkLook(page, look);
      reportFaults(look, faults);
      await logIn(page, 'loanbook_of_nobody');
      await page.getByText('This key is not taken').waitFor();
      await page.screenshot({ path: `${outDir}/${look.replaceAll(' ', '-')}-refused.png` });
      await checkLook(page, `${look} refused`);
      await context.close();
    }
  }
}

async function checkLook(page, look) {
  report(`${look}: no WCAG 2.2 AA violations`, await findViolations(page));
  report(`${look}: no sideways scroll`, await findSidewaysScroll(page));
  report(`${look}: no clipped label`, await findClipped(page));
}

async function checkWay({ browser, baseUrl, key }) {
  const wanted = 'delinquency?asOf=2025-06-30&loanType=AUTO';
  const { page, context, faults } = await openPage(browser, new URL(wanted, baseUrl));
  const wrong = [];
  const expect = (isSo, what) => { if (!isSo) wrong.push(what); };
  await page.waitForURL(/\/login\?next=/);
  await page.getByLabel('API key').waitFor();
  let asked = 0;
  page.on('request', (request) => { asked += /\/graphql/.test(request.url()) ? 1 : 0; });
  await page.waitForTimeout(2_500);
  expect(asked === 0, `the login page sends ${asked} requests of figures, which lead to itself`);
  expect(await page.evaluate(() => document.activeElement.id) === 'key', 'the field has not the focus');
  report('login: a page that needs one leads to it, once', wrong.splice(0));

  await page.keyboard.type('loanbook_of_nobody');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('This key is not taken').waitFor();
  const field = page.getByLabel('API key');
  expect(await field.getAttribute('aria-invalid') === 'true', 'the field is not marked');
  expect(await page.evaluate(() => document.activeElement.id) === 'key', 'the field has lost the focus');
  report('login: a wrong key is refused in words, by keyboard', wrong.splice(0));

  // The wrong one is selected, so that the right one takes its place; a copy may bring spaces.
  await page.keyboard.insertText(`  ${key} `);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith('/delinquency'));
  expect(page.url() === new URL(wanted, baseUrl).href, `came to ${page.url()}`);
  await settle(page);
  await page.reload();
  await settle(page);
  expect(page.url() === new URL(wanted, baseUrl).href, `a reload came to ${page.url()}`);
  report('login: a right key leads on, and a reload keeps the session', wrong.splice(0));
  const cookies = await context.cookies();
  expect(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === 'Strict', `cookies: ${JSON.stringify(cookies.map(({ value, ...rest }) => rest))}`);
  expect(!(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).includes(key), 'the key is kept where scripts read it');
  report('login: the session is kept from scripts, the key is not kept', wrong.splice(0));

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL(/\/login$/);
  await page.goto(new URL('loans', baseUrl).href);
  await page.waitForURL(/\/login\?next=/);
  report('login: who has logged out is asked again', wrong.splice(0));
  reportFaults('login', withoutRefusals(faults));
  await context.close();
}

// A link to the login must not lead to another site.
async function checkElsewhere({ browser, baseUrl, key }) {
  const wrong = [];
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:document.title=1', 'login?next=login']) {
    const { page, context, faults } = await openPage(browser, new URL(`login?next=${encodeURIComponent(next)}`, baseUrl));
    await logIn(page, key);
    await page.waitForURL((url) => !url.pathname.endsWith('/login')).catch(() => {});
    if (page.url() !== baseUrl.href || faults.foreign.length > 0) wrong.push(`${next} leads to ${page.url()}, asked ${faults.foreign.join()}`);
    await context.close();
  }
  report('login: leads to no other site', wrong);
}

async function checkTroubles({ browser, baseUrl }) {
  const wrong = [];
  const cases = [
    [429, 'Wait 17 s'],
    [503, 'Try again shortly'],
    [undefined, 'The server could not be reached'],
  ];
  for (const [status, words] of cases) {
    const { page, context } = await openPage(browser, new URL('login', baseUrl));
    await page.route('**/login', (route) => (status ? route.fulfill({ status, headers: { 'retry-after': '17' }, body: '{}' }) : route.abort()));
    await logIn(page, 'loanbook_any');
    await page.getByRole('alert').getByText(words).waitFor({ timeout: 5_000 }).catch(() => wrong.push(`status ${status}: "${words}" is not said`));
    if (await page.getByRole('button', { name: 'Log in' }).isDisabled()) wrong.push(`status ${status}: cannot be tried again`);
    await context.close();
  }
  report('login: says what to do when the server is away or too busy', wrong);
}

async function checkViewer({ browser, baseUrl, outDir, key }) {
  const wrong = [];
  const expect = (isSo, what) => { if (!isSo) wrong.push(what); };
  for (const path of ['', 'customers', 'customers?order=NAME_ASC&search=an', 'customer?id=customer:7', 'loan?id=loan:7', 'loans', 'operations', 'explore', 'explore?view=box', 'behind?daysPastDue=30']) {
    const { page, context, faults } = await openAs(browser, baseUrl, key, path);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    const text = await page.locator('#root').innerText();
    expect(text.includes('Viewer'), `${path}: the role is not shown`);
    expect(!text.includes('***'), `${path}: *** is shown in place of a name`);
    expect(await page.locator('.failed').count() === 0, `${path}: ${await page.locator('.failed').allInnerTexts()}`);
    expect(await page.getByLabel('Search by name').count() === 0, `${path}: a search by name is offered`);
    expect(await page.getByRole('button', { name: 'Show what it would change' }).count() === 0, `${path}: a payment is offered`);
    if (path.startsWith('customers') || path === 'loans') expect(await page.getByRole('button', { name: /^Save All .* as CSV/ }).count() === 0, `${path}: the list is offered as a file`);
    if (path.startsWith('explore')) expect(await page.getByRole('link', { name: 'Correlation' }).count() === 0, `${path}: a view for analysts is offered`);
    const name = `viewer ${path || 'overview'}`;
    report(`${name}: no WCAG 2.2 AA violations`, await findViolations(page));
    reportFaults(name, withoutRefusals(faults));
    await page.screenshot({ path: `${outDir}/login-${name.replace(/\W+/g, '-')}.png`, fullPage: true });
    await context.close();
  }
  report('viewer: sees what the role may, and is offered nothing else', wrong);
  for (const size of ['tablet', 'phone']) {
    const { page, context } = await openAs(browser, baseUrl, key, 'customers', optionsOf(size, 'dark'));
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await checkLook(page, `viewer ${size} dark`);
    await page.screenshot({ path: `${outDir}/login-viewer-${size}-dark.png` });
    await context.close();
  }
  await checkRefusal({ browser, baseUrl, outDir, key });
  await checkForAdmins({ browser, baseUrl, outDir, key });
}

// Who is no admin is not offered the imports, and is told why at their address.
async function checkForAdmins({ browser, baseUrl, outDir, key }) {
  const { page, context, faults } = await openAs(browser, baseUrl, key, 'imports');
  await page.getByRole('heading', { name: 'Imports are for administrators' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  const text = await page.locator('main').innerText();
  const wrong = text.includes('needs the role admin; yours is viewer') ? [] : [text];
  if (await page.locator('.rail').getByRole('link', { name: 'Imports' }).count() > 0) wrong.push('the rail offers them');
  report('viewer: is told that imports are for admins, and not offered them', wrong);
  report('viewer imports: no WCAG 2.2 AA violations', await findViolations(page));
  reportFaults('viewer imports', withoutRefusals(faults));
  await page.screenshot({ path: `${outDir}/login-viewer-imports.png` });
  await context.close();
}

// What the pages do not foresee is refused by the server, and said soberly.
async function checkRefusal({ browser, baseUrl, outDir, key }) {
  const { page, context } = await openAs(browser, baseUrl, key, 'loans');
  const errors = [{ message: 'loans needs the role analyst or admin; yours is viewer', extensions: { code: 'FORBIDDEN' } }];
  await page.route('**/graphql', (route) => route.fulfill({ status: 200, body: JSON.stringify({ errors }) }));
  await page.getByRole('link', { name: 'Segments' }).click();
  const panel = page.locator('.failed').first();
  await panel.waitFor();
  const text = await panel.innerText();
  const wrong = text.includes('Your role (viewer) may not see this') ? [] : [text];
  if (await panel.getByRole('button').count() > 0) wrong.push('it offers to try again');
  report('viewer: a refusal names the role and does not offer to try again', wrong);
  await page.screenshot({ path: `${outDir}/login-refusal.png` });
  await context.close();
}

async function checkCollector({ browser, baseUrl, outDir, key }) {
  const { page, context, faults } = await openAs(browser, baseUrl, key, 'loan?id=loan:7');
  const wrong = [];
  await page.getByRole('button', { name: 'Show what it would change' }).waitFor({ timeout: 5_000 }).catch(() => wrong.push('no payment is offered'));
  await page.goto(new URL('customers', baseUrl).href);
  await settle(page);
  if (await page.getByLabel('Search by name').count() !== 1) wrong.push('no search by name');
  if (await page.getByRole('button', { name: 'Save All customers as CSV' }).count() !== 1) wrong.push('the list is not offered as a file');
  report('collector: sees names, and is offered payments and files', wrong);
  await page.screenshot({ path: `${outDir}/login-collector.png` });
  reportFaults('collector', withoutRefusals(faults));
  await context.close();
}
