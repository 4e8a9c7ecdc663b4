/** What the colours and shapes of a chart stand for. */
export type LegendItem = readonly [colour: string, text: string, look?: 'hatched' | 'diamond' | 'line' | 'dashed'];

export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <ul class="legend">
      {items.map(([colour, text, look]) => (
        <li key={text}><span class={`swatch ${look ?? ''}`} style={{ '--mark': `var(${colour})` }} aria-hidden="true" />{text}</li>
      ))}
    </ul>
  );
}
