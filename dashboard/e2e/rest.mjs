// Swagger UI and ReDoc draw the REST description and ask no other host.
import { report } from './report.mjs';
import { openPage, reportFaults } from './watch.mjs';

const PATH = '/api/v1/kpis/executive';

export async function checkSwagger({ browser, baseUrl, outDir }) {
  // Swagger UI sends the description to an online validator unless the host is localhost, so it is visited by a name.
  const url = new URL('docs/', baseUrl);
  if (['localhost', '127.0.0.1'].includes(url.hostname)) url.hostname = 'loanbook.test';
  const { page, context, faults } = await openPage(browser, url);
  const operation = page.locator('.opblock-summary-path').filter({ hasText: withoutBreaks(PATH) });
  report(`swagger: draws ${PATH}`, await waitFor(operation.first()));
  await page.waitForTimeout(1000);
  reportFaults('swagger', faults);
  await page.screenshot({ path: `${outDir}/swagger.png` });
  await context.close();
}

export async function checkRedoc({ browser, baseUrl, outDir }) {
  const { page, context, faults } = await openPage(browser, new URL('redoc', baseUrl));
  report(`redoc: draws ${PATH}`, await waitFor(page.getByText(PATH).first(), 'attached'));
  await page.getByPlaceholder('Search...').fill('executive');
  report('redoc: search finds it', await waitFor(page.locator('[role="search"] [role="menuitem"]').first()));
  await page.screenshot({ path: `${outDir}/redoc-search.png` });
  await page.getByPlaceholder('Search...').fill('');
  await page.waitForTimeout(500);
  reportFaults('redoc', faults);
  await page.screenshot({ path: `${outDir}/redoc.png` });
  await context.close();
}

async function waitFor(locator, state = 'visible') {
  return locator.waitFor({ state, timeout: 15_000 }).then(() => [], () => ['not there after 15 seconds']);
}

// Swagger UI puts zero-width spaces into paths, where they may break.
function withoutBreaks(path) {
  return new RegExp(path.replaceAll('/', '\u200b?/'));
}
