// A labelled choice of one of a few.

interface Props {
  label: string;
  value: string;
  options: readonly { id: string; label: string; isDisabled?: boolean }[];
  onChoose: (id: string) => void;
  /** Why some cannot be chosen. */
  title?: string;
}

export function Choose({ label, value, options, onChoose, title }: Props) {
  return (
    <label title={title}>
      {label}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map((option) => <option key={option.id} value={option.id} disabled={option.isDisabled}>{option.label}</option>)}
      </select>
    </label>
  );
}
