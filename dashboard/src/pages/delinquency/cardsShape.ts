// The cards of delinquency. Pure.

import type { DelinquencyCardsQuery, RatioFieldsFragment } from '../../gql/delinquencyCards';
import { month, monthEnd } from '../../format/date';
import { compact, count, decimal, percent, signed } from '../../format/number';
import type { CardContent } from '../../parts/card';
import { change, define, type Defined } from '../../parts/change';
import type { Link } from '../../state/address';
import { cellQuery } from '../loans/cell';

type Point = DelinquencyCardsQuery['portfolio']['history'][number];
type Ratio = RatioFieldsFragment & Defined;

const points = (difference: number) => signed(difference * 100, 2, 'pt');

/** The months of the cures, each once: two dates of a history can have the same last complete month. */
export function distinctMonths<Rate extends { to: string }>(rates: readonly Rate[]): Rate[] {
  return rates.filter((rate, at) => rate.to !== rates[at - 1]?.to);
}

/** The six cards, by name. */
export function shapeCards({ book, portfolio }: DelinquencyCardsQuery, link: Link): Record<string, CardContent> {
  const { history } = portfolio;
  const now = history.at(-1);
  const before = history.at(-2);
  if (!now) return {};
  const money = (value: string) => `${decimal(value, book.currencyExponent)} ${book.currency}`;

  const card = (read: (point: Point) => Ratio, rest: Pick<CardContent, 'label' | 'href'> & { nothing: string; names: [string, string]; isMoney: boolean }): CardContent => {
    const ratio = read(now);
    const { nothing, names, isMoney, ...own } = rest;
    const print = isMoney ? money : count;
    const loans = ratio.loanCount ?? null;
    return {
      ...own,
      value: percent(ratio.value, 2),
      exact: String(ratio.value ?? nothing),
      detail: isMoney ? `${compact(ratio.numerator)} of ${compact(ratio.denominator)}` : `${count(ratio.numerator)} of ${count(ratio.denominator)} loans`,
      change: before ? change(ratio.value ?? null, read(before).value ?? null, before.asOf, 'down', points) : null,
      spark: history.map((point) => read(point).value ?? null),
      facts: [[names[0], print(ratio.numerator)], [names[1], print(ratio.denominator)], ...(isMoney && loans !== null ? [['Loans', count(loans)] as [string, string]] : [])],
      definition: define(ratio),
    };
  };
  const atRisk = (days: 30 | 60 | 90) => card((point) => point.par[`days${days}`], {
    label: `PAR ${days}`,
    href: link('behind', cellQuery({ daysPastDue: days })),
    nothing: 'nothing is outstanding',
    names: ['At risk', 'Outstanding'],
    isMoney: true,
  });

  return {
    par30: atRisk(30),
    par60: atRisk(60),
    par90: atRisk(90),
    arrears: card((point) => point.arrearsRate, {
      label: 'Arrears rate',
      href: link('behind', cellQuery({ stock: 'OVERDUE' })),
      nothing: 'nothing is outstanding',
      names: ['Overdue principal', 'Outstanding'],
      isMoney: true,
    }),
    cure: cureCard(history, link),
    firstPayment: card((point) => point.firstPaymentDefault, {
      label: 'First-payment default',
      href: link('behind', cellQuery({ firstPaymentDefault: 30 })),
      nothing: 'no first instalment fell due 30 days ago or earlier',
      names: ['Open after 30 days', 'Loans old enough'],
      isMoney: false,
    }),
  };
}

function cureCard(history: readonly Point[], link: Link): CardContent {
  const months = distinctMonths(history.map(({ cureRate }) => cureRate));
  const { to, cured, paidOff } = months.at(-1)!;
  const before = months.at(-2);
  return {
    label: `Cure rate, ${month(to)}`,
    value: percent(cured.value, 1),
    exact: String(cured.value ?? 'no loan was past due when the month began'),
    detail: `${count(cured.numerator)} of ${count(cured.denominator)} loans`,
    change: before && before.to === monthEnd(to, -1) ? change(cured.value ?? null, before.cured.value ?? null, before.to, 'up', (difference) => signed(difference * 100, 1, 'pt')) : null,
    spark: months.map(({ cured: rate }) => rate.value ?? null),
    href: link('behind', cellQuery({ cured: to })),
    facts: [['Cured', count(cured.numerator)], ['Past due at the begin', count(cured.denominator)], ['Paid off beside them', count(paidOff.numerator)]],
    definition: define(cured),
  };
}
