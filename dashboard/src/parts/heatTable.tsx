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
}

interface Props {
  caption: string;
  corner: string;
  columns: readonly string[];
  rows: readonly { head: string; title?: string; cells: readonly (HeatCell | null)[] }[];
  /** Why a cell has nothing. */
  nothing?: string;
}

export function HeatTable({ caption, corner, columns, rows, nothing = 'not yet observable' }: Props) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="heat">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((name) => <th scope="col" key={name}>{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.head}>
              <th scope="row" title={row.title}>{row.head}</th>
              {row.cells.map((cell, at) => cell === null
                ? <td key={at} class="empty"><span title={nothing}>{NONE}</span></td>
                : (
                  <td key={at} class={cell.share === null ? '' : 'filled'} style={paint(cell.share)}>
                    {cell.href
                      ? <a href={cell.href} title={cell.title}>{cell.text}</a>
                      : <span title={cell.title}>{cell.text}</span>}
                  </td>
                ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
