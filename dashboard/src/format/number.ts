// Numbers as text, in the reader's locale. Amounts arrive as decimal strings and stay exact in their long form.

export const NONE = '–';

const NBSP = '\u00a0';

type Value = string | number | null | undefined;

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale(), options);
    formats.set(key, found);
  }
  return found;
}

let chosen: string | undefined;

/** The locale of all numbers and dates: the browser's, until a test chooses one. */
export function locale(): string | undefined {
  return chosen;
}

/** For tests: the same texts on every machine. */
export function setLocale(name: string): void {
  chosen = name;
  formats.clear();
}

/** A number with these many decimals. A string is never put through a float: no digit is lost. */
export function decimal(value: Value, decimals = 0): string {
  if (value === null || value === undefined) return NONE;
  // The type of `format` does not know yet that it takes a decimal string digit for digit.
  return format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value as number);
}

/** An amount with the decimals that it came with: those of the book's currency. */
export const exact = (value: Value) => decimal(value, String(value ?? '').split('.')[1]?.length ?? 0);

/** A whole number. */
export const count = (value: Value) => decimal(value, 0);

/** Three significant figures and a step: 5800000 → "5.80 M"; below 10,000 the whole number. */
export function compact(value: Value): string {
  if (value === null || value === undefined) return NONE;
  const number = Number(value);
  if (Math.abs(number) < 9_999.5) return decimal(Math.round(number));
  const parts = format({
    notation: 'compact',
    minimumSignificantDigits: 3,
    maximumSignificantDigits: 3,
  }).formatToParts(number);
  return parts.map(({ type, value: text }) => (type === 'compact' ? NBSP + step(text.trim()) : type === 'literal' ? '' : text)).join('');
}

// One letter is a capital, "5.80 M": a small m is a thousandth to many readers.
const step = (text: string) => (text.length === 1 ? text.toUpperCase() : text);

/** A fraction as a percentage: 0.758264 → "75.8 %". */
export function percent(fraction: Value, decimals = 1): string {
  if (fraction === null || fraction === undefined) return NONE;
  return `${decimal(Number(fraction) * 100, decimals)}${NBSP}%`;
}

/** A difference with its sign: "+1.2 pt". */
export function signed(value: number, decimals: number, unit = ''): string {
  const text = format({
    signDisplay: 'exceptZero',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
  return unit ? `${text}${NBSP}${unit}` : text;
}

/** A difference of large amounts, short and with its sign. */
export function signedCompact(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return sign + compact(Math.abs(value));
}
