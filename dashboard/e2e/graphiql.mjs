// GraphiQL: every example has its tab and runs without an error; the documentation opens; a reload keeps the tabs;
// a link opens its query; a subscription connects.
import { readFileSync, readdirSync } from 'node:fs';
import { report } from './report.mjs';
import { findSidewaysScroll, openPage, reportFaults } from './watch.mjs';

const folder = new URL('../src/examples/', import.meta.url);
const titles = readdirSync(folder).filter((name) => name.endsWith('.graphql')).sort()
  .map((name) => readFileSync(new URL(name, folder), 'utf8').match(/^(?:query|mutation|subscription) (\w+)/m)[1]);

export async function checkGraphiql({ browser, baseUrl, outDir }) {
  const { page, context, faults } = await openPage(browser, new URL('graphiql', baseUrl), { colorScheme: 'light' });
  const tabs = page.locator('.graphiql-tab-button');
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
  reportFaults('graphiql', withoutGivenUp(faults));
  await context.close();
  await checkOtherLooks({ browser, baseUrl, outDir });
  await checkLinks({ browser, baseUrl, outDir });
  await checkSubscription({ browser, baseUrl });
}

async function checkOtherLooks({ browser, baseUrl, outDir }) {
  const looks = { dark: { colorScheme: 'dark' }, phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } };
  for (const [name, options] of Object.entries(looks)) {
    const { page, context, faults } = await openPage(browser, new URL('graphiql', baseUrl), options);
    await waitForEditor(page);
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.result-window .view-line').nth(5).waitFor();
    report(`graphiql ${name}: the answer stands ${name === 'phone' ? 'under' : 'beside'} the query`, await findWrongPlace(page, name === 'phone'));
    report(`graphiql ${name}: no sideways scroll`, await findSidewaysScroll(page));
    await page.screenshot({ path: `${outDir}/graphiql-${name}.png` });
    reportFaults(`graphiql ${name}`, faults);
    await context.close();
  }
}

async function findWrongPlace(page, isUnder) {
  const query = await page.locator('.graphiql-query-editor').boundingBox();
  const answer = await page.locator('.result-window').boundingBox();
  const isRight = isUnder ? answer.y >= query.y + query.height : answer.x >= query.x + query.width;
  const isRoomy = Math.min(query.width, answer.width) >= 300 && Math.min(query.height, answer.height) >= 200;
  return isRight && isRoomy ? [] : [`query at ${JSON.stringify(query)}, answer at ${JSON.stringify(answer)}`];
}

// On the first visit, and on a later one with tabs that are kept: each link has an active tab, and nothing runs by itself.
async function checkLinks({ browser, baseUrl, outDir }) {
  const { page, context, faults } = await openPage(browser, linkTo(baseUrl, 'query Linked($first: Int) { loans(first: $first) { totalCount } }', '{ "first": 1 }'));
  const isOperation = (request) => request.method() === 'POST' && !request.postData()?.includes('IntrospectionQuery');
  let asked = 0;
  page.on('request', (request) => { asked += isOperation(request) ? 1 : 0; });
  await waitForEditor(page);
  report('graphiql: a link opens its query', await findLinkFaults(page, 'Linked', 'query Linked($first', '"first": 1'));
  report('graphiql: a link leaves the examples', await findMissingTabs(page, ['Linked', ...titles]));
  await page.screenshot({ path: `${outDir}/graphiql-link.png` });
  await page.waitForTimeout(1000);
  report('graphiql: a link does not run by itself', asked > 0 ? [`${asked} operations were sent`] : []);
  report('graphiql: a linked query runs with its variables', await runTab(page));
  await page.goto('about:blank');
  await page.goto(linkTo(baseUrl, 'query Later { book { name } }').href);
  await waitForEditor(page);
  report('graphiql: a later link opens its query', await findLinkFaults(page, 'Later', 'query Later', ''));
  report('graphiql: a later link leaves the other tabs', await findMissingTabs(page, ['Linked', ...titles, 'Later']));
  await page.evaluate(() => { location.hash = 'query=query%20Same%20%7B%20book%20%7B%20name%20%7D%20%7D'; });
  await page.locator('.graphiql-tab-active', { hasText: 'Same' }).waitFor({ timeout: 10_000 });
  await waitForEditor(page);
  report('graphiql: a link followed on the page itself opens its query', await findLinkFaults(page, 'Same', 'query Same', ''));
  reportFaults('graphiql link', withoutGivenUp(faults));
  await context.close();
}

function linkTo(baseUrl, query, variables) {
  const parts = [`query=${encodeURIComponent(query)}`, ...(variables ? [`variables=${encodeURIComponent(variables)}`] : [])];
  return new URL(`graphiql#${parts.join('&')}`, baseUrl);
}

async function findLinkFaults(page, title, query, variables) {
  const active = (await page.locator('.graphiql-tab-active').innerText()).trim();
  const shown = { query: await readModel(page, 'operation.graphql'), variables: await readModel(page, 'variables.json') };
  return [
    ...(active === title ? [] : [`the active tab is ${active}`]),
    ...(shown.query.startsWith(query) ? [] : [`the query is ${shown.query}`]),
    ...(variables ? shown.variables.includes(variables) : shown.variables === '') ? [] : [`the variables are ${shown.variables}`],
    ...(page.url().includes('#') ? [`the address is still ${page.url()}`] : []),
  ];
}

async function findMissingTabs(page, expected) {
  const shown = (await page.locator('.graphiql-tab-button').allInnerTexts()).map((text) => text.trim());
  return shown.join() === expected.join() ? [] : [`tabs are ${shown.join(', ')}`];
}

async function checkSubscription({ browser, baseUrl }) {
  const { page, context, faults } = await openPage(browser, linkTo(baseUrl, 'subscription Watch { paymentRecorded { changeId } }'));
  const kinds = [];
  const note = ({ payload }) => kinds.push(JSON.parse(payload).type);
  page.on('websocket', (socket) => {
    if (!socket.url().endsWith('/graphql/ws')) kinds.push(socket.url());
    socket.on('framesent', note);
    socket.on('framereceived', note);
    socket.on('close', () => kinds.push('closed'));
  });
  await waitForEditor(page);
  await page.locator('.graphiql-execute-button').click();
  await page.waitForTimeout(1500);
  const running = kinds.filter((kind) => !['ping', 'pong'].includes(kind)).join();
  report('graphiql: a subscription connects and stays', running === 'connection_init,connection_ack,subscribe' ? [] : [`frames: ${running}`]);
  await page.locator('.graphiql-execute-button').click();
  await page.waitForTimeout(500);
  report('graphiql: a subscription can be stopped', kinds.includes('complete') ? [] : [`frames: ${kinds.join()}`]);
  reportFaults('graphiql subscription', faults);
  await context.close();
}

async function waitForEditor(page) {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.waitForTimeout(700);
}

// A page that is left gives up on what it was still loading.
function withoutGivenUp(faults) {
  return { ...faults, broken: faults.broken.filter((fault) => !fault.endsWith('net::ERR_ABORTED')) };
}

// What an editor holds: it draws no more lines than are seen.
async function readModel(page, name) {
  return page.evaluate((wanted) => globalThis.__MONACO.editor.getModels().find((model) => model.uri.path.endsWith(wanted)).getValue(), name);
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
  const text = await readModel(page, 'response.json');
  const faults = [];
  if (!text.includes('"data"')) faults.push(`no "data" in the response pane: ${text.slice(0, 200)}`);
  if (text.includes('"errors"')) faults.push(`errors in the response pane: ${text.slice(0, 400)}`);
  if (!response.ok()) faults.push(`status ${response.status()}`);
  return faults;
}
