// Draws a chart when it comes near the window, and again when its figures or the theme change.

import type { ChartConfiguration, ChartType } from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { isDark } from '../state/theme';

/** What a chart file gives: what to draw, in the colours of the theme. */
export type Drawing = (tools: { colour: (name: string) => string; hatch: (stroke: string, ground: string) => CanvasPattern | string }) => unknown;

/** How far below the window a chart is drawn beforehand. */
const NEAR = '250px';

interface Options {
  /** Opens what is behind the mark that was pressed. */
  onPick?: (index: number, dataset: number) => void;
  /** Registers further kinds of charts before the first drawing. */
  prepare?: () => Promise<unknown>;
}

// Kept when it has come: a page that is printed cannot wait for it.
let library: typeof import('./chartjs') | undefined;

/** A chart that nobody sees yet costs nothing; once drawn it is kept up to date. */
export function useDrawing(canvas: { current: HTMLCanvasElement | null }, draw: Drawing | undefined, { onPick, prepare }: Options): void {
  const theme = isDark.value;
  const isReady = useRef(!prepare);
  const wasDrawn = useRef(false);
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    const place = canvas.current;
    if (!draw || !place) return;
    let chart: { destroy: () => void } | undefined;
    let isGone = false;
    const paint = () => {
      if (isGone || chart || !library || !isReady.current) return;
      library.applyTheme();
      const config = draw({ colour: library.colour, hatch: library.hatch }) as ChartConfiguration<ChartType>;
      if (pick.current) config.options = { ...config.options, ...picking((index, dataset) => pick.current?.(index, dataset)) };
      chart = new library.Chart(place, config);
      wasDrawn.current = true;
    };
    const load = async () => {
      const [loaded] = await Promise.all([import('./chartjs'), prepare?.()]);
      library = loaded;
      isReady.current = true;
      paint();
    };
    const repaint = () => {
      chart?.destroy();
      chart = undefined;
      paint();
    };
    if (wasDrawn.current) paint();
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void load(), { rootMargin: NEAR });
    if (!chart) observer.observe(place);
    addEventListener('beforeprint', repaint);
    addEventListener('afterprint', repaint);
    return () => {
      isGone = true;
      observer.disconnect();
      removeEventListener('beforeprint', repaint);
      removeEventListener('afterprint', repaint);
      chart?.destroy();
    };
  }, [draw, theme]);
}

function picking(open: (index: number, dataset: number) => void): ChartConfiguration<ChartType>['options'] {
  return {
    onClick: (_, marks) => marks[0] && open(marks[0].index, marks[0].datasetIndex),
    onHover: (event, marks) => {
      const target = event.native?.target as HTMLElement | null;
      if (target) target.style.cursor = marks.length > 0 ? 'pointer' : '';
    },
  };
}
