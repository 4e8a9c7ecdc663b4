// Who is logged in, and the way out. Nothing where nobody has to log in.

import { useState } from 'preact/hooks';
import { words } from '../format/words';
import { Icon } from './icon';
import { useMe } from './useMe';
import './who.css';

const DOOR = 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9';

export default function Who() {
  const me = useMe();
  const [state, setState] = useState<'in' | 'leaving' | 'failed'>('in');
  if (!me?.isLoggedIn) return null;
  const leave = async () => {
    setState('leaving');
    const answer = await fetch('logout', { method: 'POST' }).catch(() => null);
    if (answer?.ok) {
      // The next one at this browser may not be shown names.
      const { workList } = await import('../state/workList');
      workList.value = workList.value.map(({ id }) => ({ id, name: id }));
      location.assign('login');
    } else setState('failed');
  };
  const text = state === 'failed' ? 'Not logged out: try again' : 'Log out';
  return (
    <div class="who">
      <p class="name" title={`${me.name}, ${words(me.role)}`}><strong>{me.name}</strong><span>{words(me.role)}</span></p>
      <button type="button" title={`${text} (${me.name}, ${words(me.role)})`} disabled={state === 'leaving'} onClick={leave}>
        <Icon path={DOOR} /><span class="name" role="status">{text}</span>
      </button>
    </div>
  );
}
