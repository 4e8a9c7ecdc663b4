// GraphiQL: every example has its tab and runs without an error; the documentation opens; a reload keeps the tabs.
import { readFileSync, readdirSync } from 'node:fs';
import { report } from './report.mjs';
import { openPage, reportFaults } from './watch.mjs';

const folder = new URL('../src/examples/', import.meta.url);
const titles = readdirSync(folder).filter((name) => name.endsWith('.graphql')).sort()
  .map((name) => readFileSync(new URL(name, folder), 'utf8').match(/^(?:query|mutation) (\w+)/m)[1]);

export async function checkGraphiql({ browser, baseUrl, outDir }) {
  const { page, context, faults } = await openPage(browser, new URL('graphiql', baseUrl), { colorScheme: 'light' });
  const tabs = page.locator('.graphiql-tab button[role="tab"], .graphiql-tab-button');
  await tabs.first().waitFor();
  await page.waitForTimeout(1000);
  report('graphiql: a tab for each example', await findTabFaults(tabs));
  for (const [index, title] of titles.entries()) {
    await tabs.nth(index).click();
    await page.waitForTimeout(300);
    report(`graphiql: ${title} runs`, await runTab(page));
    await page.screenshot({ path: `${outDir}/graphiql-${title}.png` });
  }
  await page.reload();
  await tabs.first().waitFor();
  report('graphiql: a reload keeps the tabs', await findTabFaults(tabs));

  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const explorer = page.locator('.graphiql-doc-explorer');
  await explorer.getByText('Root Types').waitFor({ timeout: 10_000 });
  await explorer.getByRole('link').first().click();
  await page.waitForTimeout(300);
  const text = await explorer.innerText();
  report('graphiql: the documentation names the root fields', text.includes('executiveKpis') ? [] : [`explorer shows: ${text.slice(0, 200)}`]);
  await page.screenshot({ path: `${outDir}/graphiql-documentation.png` });
  reportFaults('graphiql', faults);
  await context.close();
  await checkOtherLooks({ browser, baseUrl, outDir });
}

async function checkOtherLooks({ browser, baseUrl, outDir }) {
  const looks = { dark: { colorScheme: 'dark' }, phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } };
  for (const [name, options] of Object.entries(looks)) {
    const { page, context, faults } = await openPage(browser, new URL('graphiql', baseUrl), options);
    await page.locator('.graphiql-query-editor .CodeMirror-line').first().waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${outDir}/graphiql-${name}.png` });
    reportFaults(`graphiql ${name}`, faults);
    await context.close();
  }
}

async function findTabFaults(tabs) {
  const shown = (await tabs.allInnerTexts()).map((text) => text.trim());
  return shown.join() === titles.join() ? [] : [`tabs are ${shown.join(', ')}`, `expected ${titles.join(', ')}`];
}

// The button is used, not the keys: an answer counts once the server has given one to this press.
async function runTab(page) {
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql') && response.request().method() === 'POST');
  await page.locator('.graphiql-execute-button').click();
  const response = await answered;
  await page.waitForTimeout(500);
  const text = await page.locator('.result-window .CodeMirror').evaluate((pane) => pane.CodeMirror.getValue());
  const faults = [];
  if (!text.includes('"data"')) faults.push(`no "data" in the response pane: ${text.slice(0, 200)}`);
  if (text.includes('"errors"')) faults.push(`errors in the response pane: ${text.slice(0, 400)}`);
  if (!response.ok()) faults.push(`status ${response.status()}`);
  return faults;
}
