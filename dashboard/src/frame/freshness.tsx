// How old the figures on the page are, and how often they are read again.

import { hasFailed, interval, INTERVALS, isStale, lastAnswer, now, readAgain } from '../state/refresh';
import { liveState } from '../state/live';
import { Icon, ICONS } from './icon';

function ageInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

const TITLES = {
  live: 'Live: a change of the book is read at once',
  lost: 'Not live: changes are seen at the next refresh',
  off: 'Changes are seen at the next refresh',
};

export function Freshness() {
  const at = lastAnswer.value;
  const words = at === null ? 'loading' : `${hasFailed.value ? 'last read' : 'refreshed'} ${ageInWords(now.value - at)}`;
  const title = isStale.value ? 'These figures may be out of date' : TITLES[liveState.value];
  return (
    <div class={`freshness${isStale.value ? ' stale' : ''}${at === null ? ' busy' : ''}`}>
      <span class="dot" aria-hidden="true" />
      <span class="words" title={title}>{isStale.value ? `stale, ${words}` : words}</span>
      <button type="button" class="iconButton quiet" aria-label="Refresh now" title="Refresh now ( r )" onClick={readAgain}><Icon path={ICONS.refresh} /></button>
      <select aria-label="Refresh every" title="Refresh every" value={interval.value} onChange={(event) => { interval.value = Number(event.currentTarget.value); }}>
        {INTERVALS.map(({ seconds, label }) => <option key={seconds} value={seconds}>{label}</option>)}
      </select>
    </div>
  );
}
