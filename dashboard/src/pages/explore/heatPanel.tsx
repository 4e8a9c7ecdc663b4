// A heat table in its panel, with the figures behind it as plain rows.

import { useState } from 'preact/hooks';
import type { ComponentChildren, ComponentProps } from 'preact';
import { HeatTable } from '../../parts/heatTable';
import { Panel } from '../../parts/panel';
import type { Sheet } from '../../parts/sheet';
import { SheetTable } from '../../parts/sheetTable';

interface Props {
  title: string;
  note: string;
  corner: string;
  heat: (Pick<ComponentProps<typeof HeatTable>, 'columns' | 'rows'> & { sheet: Sheet }) | undefined;
  /** Why a cell has nothing. */
  nothing: string;
  /** Shown when there is no row. */
  empty: string;
  isLoading: boolean;
  tools: ComponentChildren;
  kind?: 'cohorts';
  children?: ComponentChildren;
}

export function HeatPanel({ title, note, corner, heat, nothing, empty, isLoading, tools, kind, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const actions = <>{tools}<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>Show data</button></>;
  return (
    <Panel title={title} note={note} sheet={heat?.sheet} isLoading={isLoading} tools={actions}>
      {!heat ? <div class="plot tall skeleton" aria-hidden="true" /> : heat.rows.length === 0 ? <div class="plot state"><p>{empty}</p></div> : (
        <div class={`even ${kind ?? ''}`}><HeatTable caption={title} corner={corner} columns={heat.columns} rows={heat.rows} nothing={nothing} /></div>
      )}
      {children && <div class="below">{children}</div>}
      {isOpen && heat && <div class="afterScroll"><SheetTable caption={title} sheet={heat.sheet} /></div>}
    </Panel>
  );
}
