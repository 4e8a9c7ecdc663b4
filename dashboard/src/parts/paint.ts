// The colours of a heat table's cell.

/**
 * Ground and ink of a cell. The grounds between a light and a dark one, on which neither ink
 * would have a contrast of 4.5, are left out.
 */
export function paint(share: number | null): Record<string, string> {
  if (share === null) return {};
  const size = Math.min(1, Math.abs(share));
  const isStrong = size >= 0.75;
  const alpha = isStrong ? 0.86 + (size - 0.75) * 0.56 : size * 0.76;
  const hue = share < 0 ? '--diverging' : '--heat';
  return {
    '--cell': `rgb(var(${hue}) / ${alpha.toFixed(3)})`,
    '--ink': isStrong ? 'var(--on-accent)' : 'var(--text)',
  };
}
