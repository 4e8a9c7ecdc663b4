// Twelve months in a line of 28 px: the shape of a figure, its numbers are beside it.

interface Props {
  values: readonly (number | null)[];
}

export function Sparkline({ values }: Props) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return <svg class="sparkline" aria-hidden="true" />;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const points = values.map((value, at) => (value === null ? null : { x: (at / (values.length - 1)) * 100, y: 26 - ((value - low) / span) * 23 }));
  return (
    <svg class="sparkline" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">
      <path d={trace(points)} />
    </svg>
  );
}

// A month without a value is a gap.
function trace(points: ({ x: number; y: number } | null)[]): string {
  let isDown = false;
  return points.map((point) => {
    if (!point) {
      isDown = false;
      return '';
    }
    const step = `${isDown ? 'L' : 'M'}${point.x.toFixed(2)} ${point.y.toFixed(2)}`;
    isDown = true;
    return step;
  }).join('');
}
