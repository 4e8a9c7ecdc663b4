// The numbers on the screen are those of the API, digit for digit, and a list has as many loans as its cell says.
import { ask } from './ask.mjs';
import { report } from './report.mjs';
import { openPage, settle } from './watch.mjs';

const OVERVIEW = `query ($asOf: Date, $filter: PortfolioFilter) { portfolio(asOf: $asOf, filter: $filter) {
  executiveKpis { originatedAmount totalCustomers activeLoans onTimeRate { value } last30Days { paymentCount averageDelayDays { value } } }
  par { days30 { value } days90 { value } }
  recoveryOfChargeOffs { total { rate { value } } }
  concentration { topShare { value } }
  highRisk(first: 15) { totalCount nodes { customer { fullName } outstandingBalance daysPastDue } } } }`;

const CASES = [
  { path: '', variables: {} },
  { path: '?asOf=2025-03-31', variables: { asOf: '2025-03-31' } },
  { path: '?loanType=AUTO&riskTier=Subprime,High+Risk', variables: { filter: { loanType: { in: ['AUTO'] }, riskTier: ['Subprime', 'High Risk'] } } },
];

const digits = (text) => text.replace(/[^0-9.\-]/g, '');

export async function checkFigures({ browser, baseUrl }) {
  for (const { path, variables } of CASES) {
    const { portfolio } = await ask(baseUrl, OVERVIEW, variables);
    const { page, context } = await openPage(browser, new URL(path, baseUrl));
    await settle(page);
    const kpis = portfolio.executiveKpis;
    const expected = {
      portfolioValue: kpis.originatedAmount,
      onTimeRate: kpis.onTimeRate.value,
      customers: kpis.totalCustomers,
      activeLoans: kpis.activeLoans,
      averageDelay: kpis.last30Days.averageDelayDays.value,
      transactions: kpis.last30Days.paymentCount,
      par30: portfolio.par.days30.value,
      par90: portfolio.par.days90.value,
      recovery: portfolio.recoveryOfChargeOffs.total.rate.value,
      concentration: portfolio.concentration.topShare.value,
    };
    const faults = [];
    for (const [name, value] of Object.entries(expected)) {
      const title = await page.locator(`[data-figure="${name}"] .value`).getAttribute('title');
      if (value !== null && digits(title) !== String(value)) faults.push(`${name}: the card says ${title}, the API ${value}`);
    }
    report(`overview ${path || 'today'}: the cards are the API's`, faults);
    report(`overview ${path || 'today'}: the table is the API's`, await compareTable(page, portfolio.highRisk));
    await context.close();
  }
  await checkCells({ browser, baseUrl });
}

async function compareTable(page, { totalCount, nodes }) {
  if (totalCount === 0) return [];
  const rows = await page.locator('.panel:has(h2:text-is("High-risk customers")) tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  const faults = rows.length === nodes.length ? [] : [`${rows.length} rows, expected ${nodes.length}`];
  for (const [at, node] of nodes.entries()) {
    const [name, , days, , , balance] = rows[at] ?? [];
    if (name !== node.customer.fullName || digits(days) !== String(node.daysPastDue) || digits(balance) !== node.outstandingBalance) {
      faults.push(`row ${at + 1} is ${rows[at]?.join(' | ')}, expected ${JSON.stringify(node)}`);
    }
  }
  return faults;
}

/** Cells that say how many loans they count: where their links lead to, and where the number stands. */
const KINDS = {
  ageing: { link: /bucket=/, count: (link) => link.ariaLabel?.match(/^([\d,]+) loans?/) },
  'roll rates': { link: /rollFrom=/, count: (link) => link.title.match(/^([\d,]+) loans?/) },
  vintages: { link: /vintage=/, count: (link) => link.title.match(/([\d,]+) loans? by month/) },
  cards: { link: /daysPastDue=/, count: (link) => link.parentElement.innerText.match(/Loans\n([\d,]+)/) ?? link.parentElement.textContent.match(/Loans([\d,]+)/) },
};

// Links of cells are followed, and the lists behind them counted.
async function checkCells({ browser, baseUrl }) {
  for (const [kind, { link, count }] of Object.entries(KINDS)) {
    const { page, context } = await openPage(browser, new URL('delinquency', baseUrl));
    await settle(page);
    const found = await page.locator('main a[href*="behind?"]').evaluateAll(
      (all, [pattern, read]) => {
        // The rule is sent as text, as a page has no other way to take it.
        const readCount = new Function(`return ${read}`)();
        return all.filter(({ href }) => new RegExp(pattern).test(href)).map((a) => ({ href: a.href, count: readCount(a)?.[1].replaceAll(',', '') }));
      },
      [link.source, String(count)],
    );
    const chosen = found.filter((_, at) => at % Math.ceil(found.length / 8) === 0);
    const faults = chosen.length === 0 ? ['no cell of this kind has a link'] : [];
    for (const cell of chosen) {
      await page.goto(cell.href);
      await settle(page);
      const shown = (await page.locator('.behindTotal strong').innerText()).replaceAll(',', '');
      if (shown !== cell.count) faults.push(`${cell.href}: the cell says ${cell.count}, the list ${shown}`);
    }
    report(`delinquency: the lists behind ${chosen.length} of ${found.length} cells of ${kind} have their counts`, faults);
    await context.close();
  }
}
