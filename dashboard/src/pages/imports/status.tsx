import { words } from '../../format/words';
import type { ImportStatus } from '../../gql/imports';

const STATUS: Record<ImportStatus, { colour: string; shape: string; title: string }> = {
  APPLIED: { colour: '--on-time', shape: '', title: 'It is in the book' },
  REFUSED: { colour: '--missed', shape: 'diamond', title: 'Too much was wrong with it: nothing was written' },
  UNDONE: { colour: '--line-strong', shape: 'ring', title: 'It was in the book, and was taken back' },
};

/** How a load ended: a word with a colour and a shape of its own. */
export function StatusBadge({ status }: { status: ImportStatus }) {
  const { colour, shape, title } = STATUS[status];
  return <span class={`badge ${shape}`} title={title} style={{ '--mark': `var(${colour})` }}>{words(status)}</span>;
}
