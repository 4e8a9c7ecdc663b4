// A chart in its panel: title with window and unit, the drawing, and the table behind it.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChartConfiguration, ChartType } from 'chart.js';
import type { ComponentChildren } from 'preact';
import { isDark } from '../state/theme';
import { savePng } from './download';
import { Panel } from './panel';
import type { Sheet } from './sheet';
import { SheetTable } from './sheetTable';

/** What a chart file gives: what to draw, in the colours of the theme. */
export type Drawing = (tools: { colour: (name: string) => string; hatch: (stroke: string, ground: string) => CanvasPattern | string }) => unknown;

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
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place);
  const [isOpen, setOpen] = useState(false);
  const plot = `plot${tall ? ' tall' : ''}`;
  const isEmpty = sheet !== undefined && (sheet.rows.length === 0 || Boolean(empty));
  useDrawing(canvas, isEmpty || !isNear ? undefined : draw, props);

  const actions = (
    <>
      {tools}
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>Show data</button>
      <button type="button" disabled={!sheet || isEmpty} onClick={() => canvas.current && savePng(title, canvas.current)} aria-label={`Save ${title} as PNG`}>PNG</button>
    </>
  );
  return (
    <Panel title={title} note={note} span={span} sheet={sheet} isLoading={isLoading} tools={actions}>
      {sheet === undefined ? <div class={`${plot} skeleton`} ref={place} aria-hidden="true" /> : isEmpty ? (
        <div class={`${plot} state`} ref={place}><p>{empty ?? 'Nothing to show for this segment and date.'}</p></div>
      ) : (
        <div class={plot} ref={place}>
          <canvas ref={canvas} role="img" aria-label={`${title}. The figures are in the table that “Show data” opens.`} />
        </div>
      )}
      {children}
      {isOpen && sheet && <SheetTable caption={title} sheet={sheet} />}
    </Panel>
  );
}

/** How far below the window a chart is drawn beforehand. */
const NEAR = '250px';

// A chart that nobody sees yet costs nothing; once seen, or printed, it stays.
function useIsNear(place: { current: HTMLElement | null }): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || !place.current) return;
    const show = () => setNear(true);
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && show(), { rootMargin: NEAR });
    observer.observe(place.current);
    addEventListener('beforeprint', show);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', show);
    };
  }, [isNear]);
  return isNear;
}

function useDrawing(canvas: { current: HTMLCanvasElement | null }, draw: Drawing | undefined, { onPick, prepare }: ChartProps) {
  const theme = isDark.value;
  useEffect(() => {
    if (!draw) return;
    let isGone = false;
    let remove = () => {};
    void Promise.all([import('./chartjs'), prepare?.()]).then(([{ Chart, applyTheme, colour, hatch }]) => {
      if (isGone || !canvas.current) return;
      applyTheme();
      const config = draw({ colour, hatch }) as ChartConfiguration<ChartType>;
      config.options ??= {};
      if (onPick) {
        config.options.onClick = (_, marks) => marks[0] && onPick(marks[0].index, marks[0].datasetIndex);
        config.options.onHover = (event, marks) => {
          const target = event.native?.target as HTMLElement | null;
          if (target) target.style.cursor = marks.length > 0 ? 'pointer' : '';
        };
      }
      const chart = new Chart(canvas.current, config);
      const beforePrint = () => chart.resize();
      addEventListener('beforeprint', beforePrint);
      remove = () => {
        removeEventListener('beforeprint', beforePrint);
        chart.destroy();
      };
    });
    return () => {
      isGone = true;
      remove();
    };
  }, [draw, theme]);
}
