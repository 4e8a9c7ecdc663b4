// What the pages of one record are made of: its properties, its figures, its months.

import type { ComponentChildren } from 'preact';
import { NONE } from '../../format/number';
import type { Fact, Figure } from './customerShape';
import './customer.css';

/** Terms and values; what is not known says so. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(([term, value, title]) => (
        <>
          <dt title={title}>{term}</dt>
          <dd>{value ?? <span class="nothing" title="not known">{NONE}</span>}</dd>
        </>
      ))}
    </dl>
  );
}

/** Figures in a row, without a line behind them. */
export function Figures({ figures, size }: { figures: readonly Figure[] | undefined; size: number }) {
  const places = Array.from({ length: size }, (): Figure => ({ label: 'Figure', value: '0.00 M', exact: '', detail: 'a line of words about it' }));
  const veil = figures ? '' : 'skeleton';
  return (
    <div class="cards own" aria-busy={!figures}>
      {(figures ?? places).map(({ label, value, unit, exact, detail }, at) => (
        <div class="card" key={figures ? label : at} aria-hidden={!figures}>
          <div class="still">
            <span class="label"><span class={veil}>{label}</span></span>
            <span class="value" title={exact}><span class={veil}>{value}</span>{unit && <span class="unit">{unit}</span>}</span>
            <span class="detail"><span class={veil}>{detail}</span></span>
          </div>
        </div>
      ))}
    </div>
  );
}

export interface StripCell {
  /** The colour, and what else tells it apart. */
  mark?: string;
  look?: 'hatched' | 'none';
  /** Below the colour, short. */
  sign: string;
  title: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A year a row, a month a cell. */
export function Strip({ caption, years }: { caption: string; years: readonly { year: string; cells: readonly (StripCell | null)[] }[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="months">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr><th scope="col"><span class="hidden">Year</span></th>{MONTHS.map((name) => <th scope="col" key={name}>{name}</th>)}</tr>
        </thead>
        <tbody>
          {years.map(({ year, cells }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {cells.map((cell, place) => <td key={place}>{cell && <Month cell={cell} />}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Month({ cell: { mark, look, sign, title } }: { cell: StripCell }): ComponentChildren {
  return (
    <span class={`monthCell ${look ?? ''}`} style={mark ? { '--mark': `var(${mark})` } : {}} title={title}>
      <span aria-hidden="true">{sign}</span><span class="hidden">{title}</span>
    </span>
  );
}
