// A tape through the browser: checked, loaded, listed, and taken back, so that the book is as it was.
import { ask } from './ask.mjs';
import { SIZES } from './pages.mjs';
import { report } from './report.mjs';
import { findClipped, findSidewaysScroll, findViolations, openPage, reportFaults, settle } from './watch.mjs';

const COLUMNS = [
  'external_id,customer_external_id,loan_id,customer_id',
  'full_name,age,gender,income,employment_type,job_type,housing_status,credit_score,account_created_date',
  'loan_type,loan_amount,interest_rate,loan_term_months,monthly_installment,application_date,approval_date,disbursement_date,loan_status',
  'installment_number,due_date,installment_amount,principal_due,interest_due,actual_paid_date,amount_paid',
].join();
const LOAN = [
  'E2E-L-1,E2E-C-1,900001,900001',
  'Checked Example,41,Female,30000,Employed 1-4 years,Skilled,Own,700,2024-12-01',
  'Personal,300.00,0,3,100.00,2025-01-02,2025-01-03,2025-01-05,Active',
].join();

/** One customer, one loan, three instalments: the last of them is due on a day that there is not. */
const TAPE = [
  COLUMNS,
  `${LOAN},1,2025-02-05,100.00,100.00,0.00,2025-02-05,100.00`,
  `${LOAN},2,2025-03-05,100.00,100.00,0.00,2025-03-05,100.00`,
  `${LOAN},3,2025-02-31,100.00,100.00,0.00,,`,
  '',
].join('\n');

/** A tape whose columns have names of their own, and which is which. */
const OWN = [
  'Contract;Opened;Lent;Coupon;Tenor;Snapshot;Left;Late',
  'E2E-M-1;15/01/2023;12.000,00;5,90;36;31/05/2024;7.310,25;0',
  '',
].join('\n');
const MAPPING = [
  '[columns]', 'loan_key = "Contract"', 'disbursement_date = "Opened"', 'amount = "Lent"', 'interest_rate = "Coupon"',
  'term_months = "Tenor"', 'as_of = "Snapshot"', 'balance = "Left"', 'days_past_due = "Late"', '',
].join('\n');

const BOOK = '{ book { reportingDate currency } portfolio { executiveKpis { totalCustomers totalLoans: activeLoans originatedAmount } } }';

const tape = (name = 'e2e-tape.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(TAPE) });
const panel = (page, title) => page.locator('section.panel', { has: page.getByRole('heading', { name: title }) });

export async function checkImports({ browser, baseUrl, outDir }) {
  const before = await ask(baseUrl, BOOK);
  await checkWay({ browser, baseUrl, outDir, before });
  await checkTrouble({ browser, baseUrl });
  await checkMapping({ browser, baseUrl, outDir });
  await checkLooks({ browser, baseUrl, outDir });
  const after = await ask(baseUrl, BOOK);
  report('imports: the book is as it was', JSON.stringify(after) === JSON.stringify(before) ? [] : [`${JSON.stringify(before)} became ${JSON.stringify(after)}`]);
}

async function checkWay({ browser, baseUrl, outDir, before }) {
  const { page, context, faults } = await openPage(browser, new URL('?asOf=2025-06-30', baseUrl));
  const wrong = [];
  const expect = (isSo, what) => { if (!isSo) wrong.push(what); };
  await settle(page);
  await page.locator('.rail').getByRole('link', { name: 'Imports' }).click();
  await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
  await settle(page);
  expect(await page.getByRole('button', { name: 'Check first' }).isDisabled(), 'a check is offered without a file');
  report('imports: the rail leads there', wrong.splice(0));

  await page.getByLabel('Choose files').setInputFiles([tape()]);
  await page.getByRole('button', { name: 'Check first' }).click();
  const said = panel(page, 'What would come of it');
  await said.waitFor({ timeout: 20_000 });
  const rows = await said.locator('table').last().locator('tbody tr').allInnerTexts();
  expect(rows.length === 1 && ['Error', 'date_not_in_calendar', 'due_date', 'row 4', '2025-02-31'].every((word) => rows[0].includes(word)), `the finding is ${rows.join(' | ')}`);
  const tables = await said.locator('table').first().locator('tbody tr').allInnerTexts();
  expect(/Customers\s+1\s/.test(tables[0]) && /Loans\s+1\s/.test(tables[1]) && /Instalments\s+2\s/.test(tables[2]), `the tables are ${tables.join(' | ')}`);
  expect(await said.getByRole('button', { name: 'Load into the book' }).isDisabled(), 'a load is offered that would be refused');
  expect(JSON.stringify(await ask(baseUrl, BOOK)) === JSON.stringify(before), 'the check has changed the book');
  report('imports: a check says what is wrong, with its row, and writes nothing', wrong.splice(0));
  report('imports: the report has no WCAG 2.2 AA violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/imports-checked.png`, fullPage: true });

  await page.getByLabel('Rows that may be left out').fill('1');
  await said.getByRole('button', { name: 'Load into the book' }).click();
  await page.getByRole('heading', { name: /^Load \d+ is in the book$/ }).waitFor({ timeout: 20_000 });
  const number = (await page.getByRole('heading', { name: /^Load \d+ is in the book$/ }).innerText()).match(/\d+/)[0];
  const row = panel(page, 'Earlier loads').locator('tbody tr', { has: page.getByRole('link', { name: `Report of load ${number}`, exact: true }) });
  await row.waitFor();
  const text = await row.innerText();
  expect(['e2e-tape.csv', 'Native form', 'Applied'].every((word) => text.includes(word)), `the row of the list is ${text}`);
  const { portfolio } = await ask(baseUrl, BOOK);
  expect(portfolio.executiveKpis.totalCustomers === before.portfolio.executiveKpis.totalCustomers + 1, 'the customer is not in the book');
  report('imports: the tape is loaded, and is in the list', wrong.splice(0));

  await page.getByLabel('Choose files').setInputFiles([tape()]);
  await page.getByRole('button', { name: 'Check first' }).click();
  await panel(page, `In the book already, as load ${number}`).waitFor({ timeout: 20_000 });
  expect(await page.getByRole('button', { name: 'Load into the book' }).count() === 0, 'it is offered to be loaded again');
  await page.getByRole('button', { name: 'Cancel' }).click();
  report('imports: the same tape again is known', wrong.splice(0));

  await row.getByRole('link').click();
  await page.getByRole('heading', { name: `Load ${number}`, level: 1, exact: true }).waitFor();
  await settle(page);
  expect((await page.locator('main').innerText()).includes('date_not_in_calendar'), 'the report has lost its finding');
  expect(page.url().includes('asOf=2025-06-30'), 'the date is lost');
  report('imports: a load keeps its report', wrong.splice(0));
  report('imports: the page of a load has no WCAG 2.2 AA violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/imports-load.png`, fullPage: true });
  await page.goBack();

  await page.getByRole('button', { name: `Undo load ${number}`, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const words = await dialog.innerText();
  expect(['1 customer, 1 loan, 2 instalments', 'e2e-tape.csv'].every((word) => words.includes(word)), `the dialog says ${words}`);
  report('imports: the dialog has no WCAG 2.2 AA violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/imports-undo.png` });
  await dialog.getByRole('button', { name: `Take back load ${number}` }).click();
  await page.getByText(`Load ${number} is taken back`).waitFor({ timeout: 20_000 });
  await row.getByText('Undone').waitFor();
  expect(await dialog.count() === 0, 'the dialog is still there');
  report('imports: the load is taken back, after it was said what that is', wrong.splice(0));
  reportFaults('imports', faults);
  await context.close();
}

// A piece that was lost is sent again; what is cancelled is deleted; what is refused is said.
async function checkTrouble({ browser, baseUrl }) {
  const { page, context } = await openPage(browser, new URL('imports', baseUrl));
  const wrong = [];
  await settle(page);
  let tries = 0;
  await page.route('**/api/v1/uploads/*', (route) => {
    tries += route.request().method() === 'PUT' ? 1 : 0;
    return tries === 1 && route.request().method() === 'PUT' ? route.abort() : route.continue();
  });
  await page.getByLabel('Choose files').setInputFiles([tape('e2e-lost.csv')]);
  await page.getByLabel('Layout').selectOption('fannie_mae');
  await page.getByRole('button', { name: 'Check first' }).click();
  const refusal = page.locator('.refusal');
  await refusal.waitFor({ timeout: 20_000 });
  if (tries !== 2) wrong.push(`the piece was sent ${tries} times`);
  if (!(await refusal.innerText()).includes('e2e-lost.csv')) wrong.push(`the refusal says ${await refusal.innerText()}`);
  await page.getByLabel('Layout').selectOption('');
  await page.getByRole('button', { name: 'Check first' }).click();
  await panel(page, 'What would come of it').waitFor({ timeout: 20_000 });
  if (tries !== 2) wrong.push('what the server has is sent again');
  const discarded = page.waitForRequest((request) => request.postData()?.includes('DiscardUpload') ?? false);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await discarded;
  if (await page.getByText('e2e-lost.csv').count() > 0) wrong.push('the file is still there');
  report('imports: a lost piece is sent again, a refusal is said, and Cancel deletes what was sent', wrong);
  await context.close();
}

// What no layout knows is refused with what to do, and read with a mapping.
async function checkMapping({ browser, baseUrl, outDir }) {
  const { page, context } = await openPage(browser, new URL('imports', baseUrl));
  const wrong = [];
  await settle(page);
  await page.getByLabel('Choose files').setInputFiles([{ name: 'e2e-own.csv', mimeType: 'text/csv', buffer: Buffer.from(OWN) }]);
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.locator('.refusal').getByText('under “Mapping, delimiter and encoding”').waitFor({ timeout: 20_000 });
  await page.getByText('Mapping, delimiter and encoding', { exact: true }).click();
  await page.getByLabel('Mapping').setInputFiles([{ name: 'e2e-own.toml', mimeType: 'application/toml', buffer: Buffer.from(MAPPING) }]);
  await page.getByRole('button', { name: 'Leave out e2e-own.toml' }).waitFor();
  await page.getByRole('combobox', { name: 'Delimiter' }).selectOption({ label: 'Semicolon' });
  await page.getByRole('combobox', { name: 'Encoding' }).selectOption({ label: 'UTF-8' });
  report('imports mapping: no WCAG 2.2 AA violations', await findViolations(page));
  await page.screenshot({ path: `${outDir}/imports-mapping.png`, fullPage: true });
  await page.getByRole('button', { name: 'Check first' }).click();
  const said = panel(page, 'What would come of it');
  await said.waitFor({ timeout: 20_000 });
  const tables = await said.locator('table').first().locator('tbody tr').allInnerTexts();
  if (!['Customers', 'Loans', 'Monthly states'].every((name, at) => new RegExp(`^${name}\\s+1\\s`).test(tables[at] ?? ''))) wrong.push(`the tables are ${tables.join(' | ')}`);
  await page.getByRole('button', { name: 'Leave out e2e-own.toml' }).click();
  if (await said.count() > 0) wrong.push('what was said of the mapping is still there without it');
  await page.getByRole('button', { name: 'Cancel' }).click();
  report('imports: a tape of unknown columns is read with a mapping', wrong);
  await context.close();
}

// With a report on it the page is at its widest.
async function checkLooks({ browser, baseUrl, outDir }) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      const look = `imports checked ${size} ${colorScheme}`;
      const { page, context } = await openPage(browser, new URL('imports', baseUrl), { viewport: { width, height }, colorScheme, isMobile: size === 'phone', hasTouch: size !== 'desktop' });
      await settle(page);
      await page.getByLabel('Choose files').setInputFiles([tape()]);
      await page.getByRole('button', { name: 'Check first' }).click();
      await panel(page, 'What would come of it').waitFor({ timeout: 20_000 });
      report(`${look}: no WCAG 2.2 AA violations`, await findViolations(page));
      report(`${look}: no sideways scroll`, await findSidewaysScroll(page));
      report(`${look}: no clipped label`, await findClipped(page));
      await page.screenshot({ path: `${outDir}/${look.replaceAll(' ', '-')}.png`, fullPage: true });
      const discarded = page.waitForResponse((response) => response.request().postData()?.includes('DiscardUpload') ?? false);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await discarded;
      await context.close();
    }
  }
}
