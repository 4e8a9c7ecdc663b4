import { effect, signal } from '@preact/signals';
import { useAddress } from '../state/address';
import { book } from '../state/useAnswer';
import { Icon, ICONS } from './icon';
import { later } from './later';
import { offered, OTHERS } from './pages';

// Asked for when the first figures are there.
const Who = later(() => import('./who'));

/** Whether the rail shows icons alone. */
export const isNarrow = signal(localStorage.getItem('loanbook.rail') === 'narrow');
effect(() => localStorage.setItem('loanbook.rail', isNarrow.value ? 'narrow' : 'wide'));

// Pages of single things belong to their list.
const OWNER: Record<string, string> = { customer: 'customers', loan: 'loans', behind: 'loans' };

/** The way from page to page: at the left, on phones at the bottom. */
export function Rail() {
  const { page, link } = useAddress();
  const current = OWNER[page] ?? page;
  return (
    <nav class="rail" aria-label="Main">
      <a class="mark" href={link('')} aria-label="loanbook: overview">
        <img src="assets/icon.svg" alt="" width="22" height="22" />
        <span class="name">loanbook</span>
      </a>
      {offered().map(({ path, name, icon }) => (
        <a class="item" key={path} href={link(path)} title={name} aria-current={path === current ? 'page' : undefined}>
          <Icon path={icon!} /><span class="name">{name}</span>
        </a>
      ))}
      <hr />
      {OTHERS.map(({ href, name, icon }) => (
        <a class="item" key={href} href={href} title={name} target="_top"><Icon path={icon} /><span class="name">{name}</span></a>
      ))}
      <span class="grow" />
      {book.value && <Who />}
      <button type="button" class="collapse" aria-expanded={!isNarrow.value} onClick={() => { isNarrow.value = !isNarrow.value; }}>
        <Icon path={ICONS.collapse} /><span class="name">{isNarrow.value ? 'Widen' : 'Narrow'}</span>
      </button>
    </nav>
  );
}
