// The answer of the StartPage query as what the page shows. Pure: no page, no clock.
import { compact, count, exact, longDate, percent } from './format.js';

/** The book's title line and its six cards; each card has a text, its exact form and a detail line. */
export function shapeStartPage({ book, executiveKpis: kpis }) {
  const asOf = kpis.asOf ?? book.reportingDate;
  return {
    name: book.name,
    currency: book.currency,
    isDemo: book.isDemo,
    provenance: book.provenance ?? null,
    asOf,
    asOfText: asOf ? longDate(asOf) : null,
    note: asOf ? `Every figure counts what had happened by the end of ${longDate(asOf)}, and nothing after it.` : '',
    isEmpty: Number(kpis.totalCustomers) === 0,
    cards: {
      customers: {
        text: count(kpis.totalCustomers),
        exact: exact(kpis.totalCustomers),
        detail: `with ${count(kpis.totalLoans)} loans`,
      },
      activeLoans: {
        text: count(kpis.activeLoans),
        exact: exact(kpis.activeLoans),
        detail: `of ${count(kpis.totalLoans)} disbursed`,
      },
      originated: {
        ...money(kpis.originatedAmount, book.currency),
        detail: `outstanding ${compact(kpis.outstandingPrincipal)}`,
      },
      onTimeRate: rateCard(kpis.onTimeRate),
      creditScore: scoreCard(kpis.averageCreditScore, kpis.totalCustomers),
      revenue: {
        ...money(kpis.totalRevenue, book.currency),
        detail: `interest ${compact(kpis.interestReceived)}, late fees ${compact(kpis.lateFeesReceived)}`,
      },
    },
  };
}

function money(amount, currency) {
  return { text: compact(amount), exact: `${exact(amount)} ${currency}` };
}

// A rate without a denominator is not zero: it is not known, and the card says why.
function rateCard(rate) {
  if (rate?.value == null) return unknown('no instalment has fallen due by this date');
  return {
    text: percent(rate.value),
    exact: String(rate.value),
    detail: `${exact(rate.numerator)} of ${exact(rate.denominator)} instalments`,
  };
}

function scoreCard(score, customers) {
  if (score?.value == null) return unknown('no customer here has a credit score');
  return { text: exact(Math.round(Number(score.value))), exact: String(score.value), detail: `over ${count(customers)} customers` };
}

function unknown(reason) {
  return { text: '–', exact: reason, detail: reason };
}
