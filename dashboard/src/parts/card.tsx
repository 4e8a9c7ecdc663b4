// A figure: label, value, change, sparkline, and on focus or hover what it is made of. The whole card is a link.

import { useId } from 'preact/hooks';
import { Sparkline } from './sparkline';

/** A change against an earlier date, in words; good or bad by what is good for the measure. */
export interface Change {
  text: string;
  tone: 'good' | 'bad' | 'even';
  direction: 'up' | 'down' | 'even';
}

export interface CardContent {
  label: string;
  value: string;
  unit?: string;
  /** The value with all of its digits. */
  exact: string;
  detail: string;
  change: Change | null;
  spark: (number | null)[];
  href: string;
  /** Numerator, denominator and the like. */
  facts: [string, string][];
  definition: string[];
}

const ARROW = { up: '▲', down: '▼', even: '' };

export function Card({ id: name, content }: { id: string; content: CardContent | undefined }) {
  const id = useId();
  if (!content) return <CardSkeleton />;
  const { label, value, unit, exact, detail, change, spark, href, facts, definition } = content;
  return (
    <div class="card" data-figure={name}>
      <a href={href} aria-describedby={id}>
        <span class="label">{label}</span>
        <span class="value" title={exact}>{value}{unit && <span class="unit">{unit}</span>}</span>
        <span class="detail">{detail}</span>
        <span class={`change ${change?.tone ?? ''}`}>
          {change && <><span aria-hidden="true">{ARROW[change.direction]} </span>{change.text}</>}
        </span>
        <span class="spark"><Sparkline values={spark} /></span>
      </a>
      <div class="tip" role="tooltip" id={id}>
        {facts.length > 0 && <dl>{facts.map(([term, text]) => <><dt>{term}</dt><dd>{text}</dd></>)}</dl>}
        {definition.map((line) => <p key={line}>{line}</p>)}
      </div>
    </div>
  );
}

function CardSkeleton() {
  return (
    <div class="card" aria-hidden="true">
      <div class="still">
        <span class="label"><span class="skeleton">Portfolio value</span></span>
        <span class="value"><span class="skeleton">0.00 M</span></span>
        <span class="detail"><span class="skeleton">outstanding 0.00 M</span></span>
        <span class="change"><span class="skeleton">+0.0 pt since</span></span>
        <span class="spark"><svg class="sparkline" /></span>
      </div>
    </div>
  );
}
