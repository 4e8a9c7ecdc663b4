// The conditions of a list beside it: values with how many each would give, and ends of ranges.

import { useEffect, useId, useState } from 'preact/hooks';
import { count } from '../format/number';
import { words } from '../format/words';
import { describeConditions, isChoice, type Chosen, type Condition } from './conditions';
import './facets.css';

interface Props {
  known: readonly Condition[];
  chosen: Chosen;
  /** How many each value would give; missing while they are counted. */
  counts: Record<string, { totalCount: number }> | undefined;
  choose: (condition: Condition, parts: string[]) => void;
  /** Said below the heading. */
  note?: string;
}

const WIDE = '(min-width: 1100px)';

export function FacetPanel({ known, chosen, counts, choose, note }: Props) {
  const isWide = useMedia(WIDE);
  const size = Object.keys(chosen).length;
  return (
    <details class="panel facetPanel" open={isWide}>
      <summary><h2>Conditions{size > 0 ? ` (${size})` : ''}</h2></summary>
      {note && <p class="muted small">{note}</p>}
      {known.map((condition) => (isChoice(condition)
        ? <Values key={condition.key} condition={condition} chosen={chosen[condition.key] ?? []} counts={counts} choose={choose} />
        : <Ends key={condition.key} condition={condition} chosen={chosen[condition.key] ?? ['', '']} choose={choose} />))}
    </details>
  );
}

function Values({ condition, chosen, counts, choose }: { condition: Extract<Condition, { values: readonly string[] }>; chosen: string[] } & Pick<Props, 'counts' | 'choose'>) {
  const toggle = (name: string) => choose(condition, condition.values.filter((value) => (value === name ? !chosen.includes(name) : chosen.includes(value))));
  return (
    <fieldset>
      <legend>{condition.label}</legend>
      {condition.values.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          <span>{words(name)}</span>
          <span class="facetCount">{counts?.[name] ? count(counts[name].totalCount) : ' '}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Ends({ condition, chosen, choose }: { condition: Exclude<Condition, { values: readonly string[] }>; chosen: string[] } & Pick<Props, 'choose'>) {
  const id = useId();
  const { kind, label, unit } = condition;
  const change = (at: number, input: HTMLInputElement) => {
    if (!input.reportValidity()) return;
    choose(condition, chosen.map((end, place) => (place === at ? input.value.trim() : end)));
  };
  return (
    <fieldset>
      <legend id={id}>{label}{unit ? `, ${unit}` : ''}</legend>
      <div class="ends">
        {['from', 'to'].map((end, at) => (
          <label key={end}>
            {end}
            {kind === 'date'
              ? <input type="date" value={chosen[at]} aria-label={`${label} ${end}`} onChange={(event) => change(at, event.currentTarget)} />
              : <input inputMode="decimal" autocomplete="off" maxLength={12} value={chosen[at]} aria-label={`${label} ${end}`} pattern={kind === 'whole' ? '\\d{1,9}' : '\\d{1,9}(\\.\\d{1,6})?'} title={kind === 'whole' ? 'A whole number' : 'A number, such as 12.5'} onChange={(event) => change(at, event.currentTarget)} />}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The conditions that hold, each with the way out of it. */
export function ConditionChips({ known, chosen, choose, clear }: Pick<Props, 'known' | 'chosen' | 'choose'> & { clear: () => void }) {
  const chips = describeConditions(known, chosen);
  if (chips.length === 0) return null;
  return (
    <div class="conditionChips" role="group" aria-label="Conditions of this list">
      {chips.map(({ condition, text }) => (
        <span class="chip" key={condition.key}>
          {text}
          <button type="button" aria-label={`Remove ${text}`} onClick={() => choose(condition, [])}>×</button>
        </span>
      ))}
      {chips.length > 1 && <button type="button" class="quiet" onClick={clear}>Clear all</button>}
    </div>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const change = () => setMatches(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, [query]);
  return matches;
}
