// The date that all figures are of, and a walk through time.

import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isDate, stepFrom, STEPS, type Step } from '../format/date';
import { useAddress } from '../state/address';
import { hasFailed, inFlight } from '../state/refresh';
import { book } from '../state/useAnswer';
import { Icon, ICONS } from './icon';

/** How far one press goes. */
const step = signal<Step>('Month');

export const isPlaying = signal(false);

/** A pause after each answer, so that one can read it. */
const PLAY_PAUSE_MS = 900;
const PLAY_STEPS = 12;

/** Goes a step, not beyond the reporting date; whether there was a step to go. */
export function useSteps() {
  const { asOf, set } = useAddress();
  const latest = book.value?.reportingDate;
  const date = asOf ?? latest;
  const go = (direction: 1 | -1, replace = false) => {
    if (!date) return false;
    const next = stepFrom(date, direction, step.value);
    if (direction === 1 && latest && date >= latest) return false;
    set({ asOf: latest && next >= latest ? null : next }, { replace });
    return true;
  };
  const togglePlay = () => {
    if (!isPlaying.value && date && latest && date >= latest) {
      let start = date;
      for (let count = 0; count < PLAY_STEPS; count += 1) start = stepFrom(start, -1, step.value);
      set({ asOf: start });
    }
    isPlaying.value = !isPlaying.value;
  };
  return { date, latest, go, togglePlay };
}

export function AsOf() {
  const { page, set } = useAddress();
  const { date, latest, go, togglePlay } = useSteps();
  const [typed, setTyped] = useState<string | null>(null);
  usePlay(go, page, date);

  const take = (text: string) => {
    setTyped(null);
    // Before the book is known, or where it refuses the date, any other may be tried.
    if (isDate(text)) set({ asOf: latest && text >= latest ? null : text });
  };
  const isAtEnd = Boolean(date && latest && date >= latest);
  return (
    <div class="asOf" role="group" aria-label="As-of date">
      <label for="asOfDate">As of</label>
      <button type="button" class="quiet" aria-label={`One ${step.value.toLowerCase()} back`} title={`One ${step.value.toLowerCase()} back ( [ )`} disabled={!date} onClick={() => go(-1)}><Icon path={ICONS.back} /></button>
      <input
        id="asOfDate" type="date" required max={latest} value={typed ?? date ?? ''} disabled={!date}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => take(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
      />
      <button type="button" class="quiet" aria-label={`One ${step.value.toLowerCase()} on`} title={`One ${step.value.toLowerCase()} on ( ] )`} disabled={!date || isAtEnd} onClick={() => go(1)}><Icon path={ICONS.forward} /></button>
      <button type="button" class="quiet" aria-label={isPlaying.value ? 'Pause' : 'Play through time'} title="Play through time ( space )" disabled={!date} onClick={togglePlay}><Icon path={isPlaying.value ? ICONS.pause : ICONS.play} /></button>
      <select aria-label="Length of a step" value={step.value} onChange={(event) => { step.value = event.currentTarget.value as Step; }}>
        {STEPS.map((name) => <option key={name}>{name}</option>)}
      </select>
    </div>
  );
}

// The next step is taken when the figures of this one have been seen for a while; another page ends it.
function usePlay(go: (direction: 1, replace: boolean) => boolean, page: string, date: string | undefined) {
  const playing = isPlaying.value;
  const isWaiting = inFlight.value > 0;
  const failed = hasFailed.value;
  const latestGo = useRef(go);
  latestGo.current = go;
  useEffect(() => () => { isPlaying.value = false; }, [page]);
  useEffect(() => {
    if (!playing || isWaiting) return;
    if (failed) {
      isPlaying.value = false;
      return;
    }
    const timer = setTimeout(() => {
      if (!latestGo.current(1, true)) isPlaying.value = false;
    }, PLAY_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [playing, isWaiting, failed, date]);
}
