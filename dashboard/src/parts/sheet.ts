// A table as plain values: what is behind a chart, and what a file holds.

export type Cell = string | number | null;

export interface Sheet {
  columns: string[];
  rows: Cell[][];
  /** What is behind each row; a file leaves it out. */
  links?: (string | null)[];
}

/** A fraction as a sheet holds it: in percent, as a number. What is not known is an empty cell. */
export function inPercent(fraction: number | null | undefined, decimals: number): number | null {
  return fraction === null || fraction === undefined ? null : Number((fraction * 100).toFixed(decimals));
}
