// Chart.js with the parts that the pages use, and what all charts have in common. Loaded when the first chart is drawn.

import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type Plugin,
} from 'chart.js';

/** The text in the middle of a doughnut. */
const centre: Plugin<'doughnut', { lines?: string[] }> = {
  id: 'centre',
  afterDatasetsDraw(chart, _, { lines }) {
    const arc = chart.getDatasetMeta(0).data[0];
    if (!lines?.length || !arc) return;
    const { ctx } = chart;
    ctx.save();
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = colour('--text');
    ctx.font = '600 20px system-ui, sans-serif';
    ctx.fillText(lines[0]!, arc.x, arc.y - 8);
    ctx.fillStyle = colour('--muted');
    ctx.font = '12px system-ui, sans-serif';
    ctx.fillText(lines[1] ?? '', arc.x, arc.y + 12);
    ctx.restore();
  },
};

/** The name of each line where it ends, in its colour; moved apart where they would touch. */
const endLabels: Plugin<'line', { show?: boolean }> = {
  id: 'endLabels',
  afterDatasetsDraw(chart, _, { show }) {
    if (!show) return;
    const ends = chart.getSortedVisibleDatasetMetas().flatMap((meta) => {
      const at = meta.data.findLastIndex((point) => !(point as unknown as { skip?: boolean }).skip);
      const point = meta.data[at];
      const set = chart.data.datasets[meta.index]!;
      return point ? [{ y: point.y, x: point.x, text: String(set.label), colour: String(set.borderColor) }] : [];
    });
    ends.sort((one, other) => one.y - other.y);
    const { ctx } = chart;
    ctx.save();
    ctx.font = '12px system-ui, sans-serif';
    ctx.textBaseline = 'middle';
    let lowest = -Infinity;
    for (const end of ends) {
      const y = Math.max(end.y, lowest + 14);
      lowest = y;
      ctx.fillStyle = end.colour;
      ctx.fillText(end.text, end.x + 8, y);
    }
    ctx.restore();
  },
};

Chart.register(
  ArcElement, BarController, BarElement, CategoryScale, DoughnutController,
  LinearScale, LineController, LineElement, PointElement, Tooltip, centre, endLabels,
);
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
Chart.defaults.font.size = 12;
Chart.defaults.interaction.mode = 'index';
Chart.defaults.interaction.intersect = false;

/** A colour of the theme that is on. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A fill of slanted lines, so that a colour is never alone. */
export function hatch(stroke: string, ground: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  if (!pen) return stroke;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = stroke;
  pen.lineWidth = 2.5;
  for (const shift of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat') ?? stroke;
}

/** Takes the text colours of the theme; called before a chart is made. */
export function applyTheme(): void {
  Chart.defaults.color = colour('--muted');
  Chart.defaults.borderColor = colour('--line');
  Object.assign(Chart.defaults.plugins.tooltip, {
    backgroundColor: colour('--raised'),
    titleColor: colour('--text'),
    bodyColor: colour('--text'),
    footerColor: colour('--muted'),
    borderColor: colour('--line-strong'),
    borderWidth: 1,
    padding: 10,
    boxPadding: 4,
    footerFont: { weight: 'normal' },
  });
}

export { Chart };
