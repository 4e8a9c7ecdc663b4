// A table whose cells are coloured by a share: one hue, darker is more; text turns over where the ground is dark.

import { NONE } from '../format/number';
import { paint } from './paint';

export interface HeatCell {
  text: string;
  /** 0 to 1, or -1 to 1 where it diverges; null leaves the cell uncoloured. */
  share: number | null;
  /** What is behind it. */
  href?: string;
  /** Counts and amounts, on hover. */
  title?: string;
  /** Of so few that it is no finding; the title says why. */
  isFew?: boolean;
}

interface HeatRow {
  head: string;
  title?: string;
  cells: readonly (HeatCell | null)[];
}

interface Props {
  caption: string;
  corner: string;
  columns: readonly string[];
  rows: readonly HeatRow[];
  /** A row below a rule, and whether the last column stands beside one. */
  totals?: HeatRow;
  hasTotalColumn?: boolean;
  /** Why a cell has nothing. */
  nothing?: string;
}

export function HeatTable({ caption, corner, columns, rows, totals, hasTotalColumn, nothing = 'not yet observable' }: Props) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class={`heat${hasTotalColumn ? ' totalColumn' : ''}`}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((name) => <th scope="col" key={name}>{name}</th>)}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.head} row={row} nothing={nothing} />)}</tbody>
        {totals && <tfoot><Row row={totals} nothing={nothing} /></tfoot>}
      </table>
    </div>
  );
}

function Row({ row, nothing }: { row: HeatRow; nothing: string }) {
  return (
    <tr>
      <th scope="row" title={row.title}>{row.head}</th>
      {row.cells.map((cell, at) => cell === null
        ? <td key={at} class="empty"><span title={nothing}>{NONE}</span></td>
        : (
          <td key={at} class={cell.isFew ? 'few' : cell.share === null ? '' : 'filled'} style={cell.isFew ? {} : paint(cell.share)}>
            {cell.href
              ? <a href={cell.href} title={cell.title}>{cell.text}{cell.isFew && <Few />}</a>
              : <span title={cell.title}>{cell.text}{cell.isFew && <Few />}</span>}
          </td>
        ))}
    </tr>
  );
}

const Few = () => <small class="fewMark">few</small>;
