// Charts as PNG. Loaded when the first is saved.

import { provenance, save } from './download';
import { fileName } from './csv';

// The legend stands beside the drawing, as text of the page.
function legendOf(chart: HTMLCanvasElement): { colour: string; text: string }[] {
  const items = chart.closest('.panel')?.querySelectorAll<HTMLElement>('.legend li') ?? [];
  return [...items].map((item) => ({
    colour: getComputedStyle(item.querySelector('.swatch') ?? item).getPropertyValue('--mark'),
    text: item.innerText.trim(),
  }));
}

/** Saves the chart with its title, date and segment above it. */
export function savePng(title: string, chart: HTMLCanvasElement): void {
  const about = provenance(title);
  const style = getComputedStyle(document.documentElement);
  const scale = chart.width / chart.clientWidth;
  const head = 56 * scale;
  const pad = 16 * scale;
  const legend = legendOf(chart);
  const foot = legend.length > 0 ? 28 * scale : 0;
  const picture = document.createElement('canvas');
  picture.width = chart.width + 2 * pad;
  picture.height = chart.height + head + pad + foot;
  const pen = picture.getContext('2d');
  if (!pen) return;
  pen.fillStyle = style.getPropertyValue('--surface');
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = style.getPropertyValue('--text');
  pen.font = `600 ${15 * scale}px system-ui, sans-serif`;
  pen.fillText(title, pad, 24 * scale);
  pen.fillStyle = style.getPropertyValue('--muted');
  pen.font = `${12 * scale}px system-ui, sans-serif`;
  pen.fillText(`${about.book} · as of ${about.asOf} · ${about.segment}`, pad, 43 * scale, picture.width - 2 * pad);
  pen.drawImage(chart, pad, head);
  let x = pad;
  for (const { colour, text } of legend) {
    const y = head + chart.height + 10 * scale;
    pen.fillStyle = colour;
    pen.fillRect(x, y, 12 * scale, 12 * scale);
    pen.fillStyle = style.getPropertyValue('--muted');
    pen.fillText(text, x + 18 * scale, y + 11 * scale);
    x += 36 * scale + pen.measureText(text).width;
  }
  picture.toBlob((blob) => blob && save(blob, `${fileName(title, about.asOf)}.png`));
}
