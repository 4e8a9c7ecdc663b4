// A whole list as a file: read page by page, with what it is of fixed before, and said when it failed.

import { useState } from 'preact/hooks';
import { me } from '../state/me';
import type { RequestFailure } from '../state/request';
import type { Provenance } from './csv';
import { Failure } from './failure';
import { readAll, type Page } from './list';
import type { Sheet } from './sheet';

interface Options<Row> {
  title: string;
  /** One page of the list. */
  ask: (first: number, after: string | null) => Promise<Page<Row>>;
  toSheet: (rows: Row[]) => Sheet;
  /** What the file says of itself where that is not the segment of the page. */
  about?: (segment: string) => Partial<Provenance>;
  /** Whether there is anything to save. */
  isReady: boolean;
}

/** The button that saves it, and the failure to be shown where the list is. */
export function useListFile<Row>({ title, ask, toSheet, about, isReady }: Options<Row>) {
  const [saving, setSaving] = useState<'no' | 'yes' | RequestFailure>('no');
  const save = async () => {
    setSaving('yes');
    try {
      const { provenance, saveCsv } = await import('./download');
      // The address may change while a long list is read.
      const page = provenance(title);
      const of = { ...page, ...about?.(page.segment) };
      saveCsv(title, toSheet(await readAll(ask)), of);
      setSaving('no');
    } catch (failure) {
      setSaving(failure as RequestFailure);
    }
  };
  return {
    // Who may not take lists away is not offered it.
    button: me.value?.mayExport !== false && <button type="button" disabled={!isReady || saving === 'yes'} onClick={save} aria-label={`Save ${title} as CSV`}>{saving === 'yes' ? 'Saving…' : 'CSV'}</button>,
    failure: typeof saving === 'object' && <Failure error={saving} retry={save} />,
  };
}
