// Numbers and dates as text. Amounts arrive as decimal strings and stay exact in their long form.

const SPACE = '\u00a0';
const STEPS = [[1e9, 'B'], [1e6, 'M'], [1e3, 'K']];

/** "5800000.00" → "5,800,000.00", digit for digit. */
export function exact(value) {
  const [, sign, whole, fraction = ''] = String(value).match(/^(-?)(\d+)(\.\d+)?$/) ?? [];
  if (whole === undefined) return String(value);
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** Three significant figures and a step: 5800000 → "5.80 M"; below 10,000 the whole number. */
export function compact(value) {
  const number = Number(value);
  if (Math.abs(number) < 9_999.5) return exact(Math.round(number));
  const [size, letter] = STEPS.find(([step]) => Math.abs(number) >= step * 0.9995);
  const scaled = number / size;
  const decimals = Math.abs(scaled) >= 99.95 ? 0 : Math.abs(scaled) >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(decimals)}${SPACE}${letter}`;
}

/** A count is written out up to 99,999. */
export function count(value) {
  return Math.abs(Number(value)) < 100_000 ? exact(value) : compact(value);
}

/** A fraction 0-1 as a percentage with one decimal. */
export function percent(fraction) {
  return `${(Number(fraction) * 100).toFixed(1)}${SPACE}%`;
}

/** "2025-11-23" → "23 November 2025". */
export function longDate(isoDate) {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${isoDate}T00:00:00Z`));
}
