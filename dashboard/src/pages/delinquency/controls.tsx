// Choices at the head of a panel, kept in the address.

export type Option = readonly [value: string, text: string];

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  onChoose: (value: string) => void;
  /** Whether the label is seen; at the head of a panel the choices say it themselves. */
  isLabelled?: boolean;
}

export function Pick({ label, value, options, onChoose, isLabelled }: Props) {
  return (
    <label class="pick" title={label}>
      <span class={isLabelled ? '' : 'hidden'}>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </label>
  );
}

/** The chosen value, or the first one where the address has none that is offered. */
export function chosen(options: readonly Option[], value: string | undefined, otherwise = options[0]![0]): string {
  return options.some(([key]) => key === value) ? value! : otherwise;
}

/** Lines of a chart: each with its colour and its dashes. */
export function LineLegend({ items }: { items: readonly { colour: string; dash: readonly number[]; text: string }[] }) {
  return (
    <ul class="legend">
      {items.map(({ colour, dash, text }) => (
        <li key={text}>
          <svg class="lineSwatch" viewBox="0 0 28 8" aria-hidden="true"><path d="M0 4h28" stroke-dasharray={dash.join(' ')} style={{ stroke: `var(${colour})` }} /></svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
