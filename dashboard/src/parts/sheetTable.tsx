// The figures behind a chart as a table.

import { decimal, NONE } from '../format/number';
import type { Cell, Sheet } from './sheet';

const isNumber = (cell: Cell | undefined) => typeof cell === 'number' || (typeof cell === 'string' && /^-?\d+\.\d+$/.test(cell));

export function SheetTable({ caption, sheet }: { caption: string; sheet: Sheet }) {
  const numeric = sheet.columns.map((_, column) => sheet.rows.some((row) => isNumber(row[column])));
  const decimals = sheet.columns.map((_, column) => Math.max(0, ...sheet.rows.map((row) => places(row[column]))));
  return (
    <div class="figureData">
      <div class="scroll" tabIndex={0} role="region" aria-label={`${caption}: data`}>
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>{sheet.columns.map((name, at) => <th scope="col" key={name} class={numeric[at] ? 'number' : ''}>{name}</th>)}</tr>
          </thead>
          <tbody>
            {sheet.rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => {
                  const text = cell === null ? NONE : numeric[column] && isNumber(cell) ? decimal(cell, decimals[column]) : String(cell);
                  const href = sheet.links?.[at];
                  return column === 0 ? <th scope="row" key={column}>{href ? <a href={href}>{text}</a> : text}</th> : <td key={column} class={numeric[column] ? 'number' : ''}>{text}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function places(cell: Cell | undefined): number {
  if (!isNumber(cell)) return 0;
  return Math.min(4, String(cell).split('.')[1]?.length ?? 0);
}
