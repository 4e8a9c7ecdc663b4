// Every page of the dashboard at three sizes, light and dark: it draws without a fault, and a picture is kept.
import { report } from './report.mjs';
import { findClipped, findSidewaysScroll, findViolations, openPage, reportFaults, settle } from './watch.mjs';

export const SIZES = { desktop: [1440, 900], tablet: [820, 1180], phone: [390, 844] };

const PAGES = {
  overview: '',
  delinquency: 'delinquency',
  segments: 'segments',
  explore: 'explore',
  operations: 'operations',
  customers: 'customers',
  customer: 'customer?id=customer:7',
  loans: 'loans',
  loan: 'loan?id=loan:7',
  behind: 'behind?daysPastDue=30',
  imports: 'imports',
};

export async function checkPages({ browser, baseUrl, outDir }) {
  for (const [name, path] of Object.entries(PAGES)) {
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark']) {
        const look = `${name} ${size} ${colorScheme}`;
        const options = { viewport: { width, height }, colorScheme, isMobile: size === 'phone', hasTouch: size !== 'desktop' };
        const { page, context, faults } = await openPage(browser, new URL(path, baseUrl), options);
        await settle(page);
        report(`${look}: has figures`, await findMissing(page));
        report(`${look}: no WCAG 2.2 AA violations`, await findViolations(page));
        report(`${look}: no sideways scroll`, await findSidewaysScroll(page));
        report(`${look}: no clipped label`, await findClipped(page));
        const shift = await page.evaluate(() => window.layoutShift);
        report(`${look}: layout shift under 0.1`, shift >= 0.1 ? [`layout shift ${shift.toFixed(3)}`] : []);
        reportFaults(look, faults);
        await page.screenshot({ path: `${outDir}/${name}-${size}-${colorScheme}.png`, fullPage: true });
        await context.close();
      }
    }
  }
}

// A page that is all skeleton, or all error, is not drawn.
async function findMissing(page) {
  const faults = [];
  const failures = await page.locator('.failed').allInnerTexts();
  faults.push(...failures.map((text) => `an error is shown: ${text.slice(0, 160)}`));
  const skeletons = await page.locator('main .skeleton').count();
  if (skeletons > 0) faults.push(`${skeletons} skeletons are left`);
  if (await page.locator('main h1').count() !== 1) faults.push('there is not exactly one h1');
  return faults;
}

/** The views that a page keeps in its address. */
const VIEWS = {
  'explore histogram': 'explore?view=histogram',
  'explore box': 'explore?view=box',
  'explore scatter': 'explore?view=scatter',
  'explore correlation': 'explore?view=correlation',
  'explore cohorts': 'explore?view=cohorts',
  'explore series': 'explore?view=series',
  'segments one dimension': 'segments?by=RISK_TIER&and=NONE&measure=par30',
  'delinquency past': 'delinquency?asOf=2024-12-31&loanType=AUTO',
  'overview segment': '?asOf=2025-06-30&loanType=AUTO,BUSINESS&riskTier=Subprime',
  'overview kiosk': '?kiosk=1',
  'overview before the first loan': '?asOf=2022-01-01',
};

export async function checkViews({ browser, baseUrl, outDir }) {
  for (const [name, path] of Object.entries(VIEWS)) {
    const { page, context, faults } = await openPage(browser, new URL(path, baseUrl));
    await settle(page);
    report(`${name}: has figures`, await findMissing(page));
    report(`${name}: no WCAG 2.2 AA violations`, await findViolations(page));
    reportFaults(name, faults);
    await page.screenshot({ path: `${outDir}/view-${name.replaceAll(' ', '-')}.png`, fullPage: true });
    await context.close();
  }
}
