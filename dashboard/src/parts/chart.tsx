// A chart in its panel: title with window and unit, the drawing, and the table behind it.

import { useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Panel } from './panel';
import type { Sheet } from './sheet';
import { SheetTable } from './sheetTable';
import { useDrawing, type Drawing } from './useDrawing';

export type { Drawing };

export interface ChartProps {
  title: string;
  note?: ComponentChildren;
  /** Nothing while the answer is on its way. */
  sheet: Sheet | undefined;
  draw: Drawing | undefined;
  /** Why there is nothing to draw. */
  empty?: string;
  isLoading?: boolean;
  tall?: boolean;
  span?: string;
  /** Opens what is behind the mark that was pressed. */
  onPick?: (index: number, dataset: number) => void;
  tools?: ComponentChildren;
  /** Registers further kinds of charts before the first drawing. */
  prepare?: () => Promise<unknown>;
  children?: ComponentChildren;
}

export function ChartPanel(props: ChartProps) {
  const { title, note, sheet, draw, empty, isLoading, tall, span = 'span6', tools, children } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isOpen, setOpen] = useState(false);
  const plot = `plot${tall ? ' tall' : ''}`;
  const isEmpty = sheet !== undefined && (sheet.rows.length === 0 || Boolean(empty));
  useDrawing(canvas, isEmpty ? undefined : draw, props);

  const save = async () => {
    const { savePng } = await import('./picture');
    if (canvas.current) savePng(title, canvas.current);
  };
  const actions = (
    <>
      {tools}
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>Show data</button>
      <button type="button" disabled={!sheet || isEmpty || isLoading} onClick={save} aria-label={`Save ${title} as PNG`}>PNG</button>
    </>
  );
  return (
    <Panel title={title} note={note} span={span} sheet={sheet} isLoading={isLoading} tools={actions}>
      {sheet === undefined ? <div class={`${plot} skeleton`} aria-hidden="true" /> : isEmpty ? (
        <div class={`${plot} state`}><p>{empty ?? 'Nothing to show for this segment and date.'}</p></div>
      ) : (
        <div class={plot}>
          <canvas ref={canvas} role="img" aria-label={`${title}. The figures are in the table that “Show data” opens.`} />
        </div>
      )}
      {children}
      {isOpen && sheet && <SheetTable caption={title} sheet={sheet} />}
    </Panel>
  );
}
