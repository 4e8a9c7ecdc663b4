// A titled box with what can be done with its contents.

import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Sheet } from './sheet';

interface PanelProps {
  title: string;
  note?: ComponentChildren;
  span?: string;
  /** What "CSV" saves. */
  sheet?: Sheet;
  isLoading?: boolean;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Panel({ title, note, span = '', sheet, isLoading, tools, children }: PanelProps) {
  const id = useId();
  const save = async (rows: Sheet) => {
    const { saveCsv } = await import('./download');
    saveCsv(title, rows);
  };
  return (
    <section class={`panel ${span}`} aria-labelledby={id} aria-busy={isLoading ? 'true' : undefined}>
      <div class="panelHead">
        <div class="titles">
          <h2 id={id}>{title}</h2>
          {note && <p class="note">{note}</p>}
        </div>
        <div class="figureTools">
          {tools}
          {sheet && sheet.rows.length > 0 && (
            <button type="button" disabled={isLoading} aria-label={`Save ${title} as CSV`} onClick={() => save(sheet)}>CSV</button>
          )}
        </div>
      </div>
      {children}
    </section>
  );
}
