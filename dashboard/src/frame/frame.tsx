// What stands around every page.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { copyText } from '../parts/copy';
import { useAddress } from '../state/address';
import { nextTheme, theme } from '../state/theme';
import { book } from '../state/useAnswer';
import { AsOf } from './asOf';
import { Freshness } from './freshness';
import { Icon, ICONS } from './icon';
import { useKeys } from './keys';
import { later } from './later';
import { PAGES } from './pages';
import { isNarrow, Rail } from './rail';
import { Segment } from './segment';

const Help = later(() => import('./help'));

const THEME_ICON = { system: ICONS.system, light: ICONS.sun, dark: ICONS.moon };

export function Frame({ children }: { children: ComponentChildren }) {
  const { page, query } = useAddress();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useKeys(() => setHelpOpen(true));

  const name = PAGES.find(({ path }) => path === page)?.name ?? 'Not found';
  const bookName = book.value?.name;
  useEffect(() => {
    document.title = `${name} · ${bookName ?? 'loanbook'}`;
  }, [name, bookName]);
  useEffect(() => {
    document.documentElement.classList.toggle('kiosk', query.kiosk === '1');
  }, [query.kiosk]);
  // A reader of the screen is told of the new page by where the focus goes.
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [page]);

  return (
    <>
      <a class="skip" href="#main">Skip to the figures</a>
      <div class={`frame${isNarrow.value ? ' narrow' : ''}`}>
        <Rail />
        <div>
          <header class="top">
            <span class="bookName" title={book.value?.provenance ?? undefined}>
              {bookName ?? 'Loan book'} {book.value && <span class="currency">{book.value.currency}</span>}
            </span>
            <AsOf />
            <span class="grow" />
            <Freshness />
            <span class="tools">
              <CopyLink />
              <button type="button" class="iconButton quiet" aria-label={`Theme: ${theme.value}`} title={`Theme: ${theme.value} ( t )`} onClick={nextTheme}><Icon path={THEME_ICON[theme.value]} /></button>
              <button type="button" class="iconButton quiet" aria-label="Help" title="Keys and help ( ? )" onClick={() => setHelpOpen(true)}><Icon path={ICONS.help} /></button>
            </span>
          </header>
          <Segment />
          <main id="main" tabIndex={-1} ref={main}>{children}</main>
        </div>
      </div>
      {isHelpOpen && <Help close={() => setHelpOpen(false)} />}
    </>
  );
}

function CopyLink() {
  const [said, setCopied] = useState('');
  const copy = async () => {
    // The link means the same tomorrow: it names the date, also when it is the latest.
    const url = new URL(location.href);
    if (book.value && !url.searchParams.has('asOf')) url.searchParams.set('asOf', book.value.reportingDate);
    setCopied((await copyText(url.href)) ? 'Link copied' : 'The link could not be copied: take it from the address');
    setTimeout(() => setCopied(''), 3_000);
  };
  return (
    <button type="button" class="iconButton quiet" aria-label="Copy link to this view" title={said || 'Copy link to this view'} onClick={copy}>
      <Icon path={ICONS.link} />
      <span class="hidden" role="status">{said}</span>
    </button>
  );
}
