// Questions to the loans that no other page has answered yet: a view for each, in the address.

import type { FunctionComponent } from 'preact';
import { longDate } from '../../format/date';
import { words } from '../../format/words';
import { shownDate } from '../../state/useAnswer';
import { useMe } from '../../frame/useMe';
import { useAddress } from '../../state/address';
import './explore.css';
import { BoxView, CohortView, CorrelationView, HistogramView, ScatterView, SeriesView } from './views';

/** A view that looks at single loans is for analysts. */
const VIEWS: readonly { id: string; name: string; component: FunctionComponent; isOfLoans?: boolean }[] = [
  { id: 'histogram', name: 'Distribution', component: HistogramView, isOfLoans: true },
  { id: 'box', name: 'Box plots', component: BoxView, isOfLoans: true },
  { id: 'scatter', name: 'Scatter', component: ScatterView, isOfLoans: true },
  { id: 'correlation', name: 'Correlation', component: CorrelationView, isOfLoans: true },
  { id: 'cohorts', name: 'Cohorts', component: CohortView },
  { id: 'series', name: 'Over time', component: SeriesView },
];

export default function Explore() {
  const { query, link } = useAddress();
  const me = useMe();
  const views = VIEWS.filter(({ isOfLoans }) => !isOfLoans || me?.mayExplore !== false);
  const asked = VIEWS.find(({ id }) => id === query.view);
  const view = views.find(({ id }) => id === query.view) ?? views[0]!;
  const View = view.component;
  return (
    <>
      <div class="pageHead">
        <h1>Explore</h1>
        {shownDate.value && <span class="meta">as of {longDate(shownDate.value)}</span>}
      </div>
      <nav class="tabs" aria-label="Views">
        {views.map(({ id, name }) => <a key={id} href={link('explore', { view: id })} aria-current={id === view.id ? 'page' : undefined}>{name}</a>)}
      </nav>
      {me && asked && asked !== view && <p class="notShown" role="status">Your role ({words(me.role).toLowerCase()}) may not see “{asked.name}”, which looks at single loans. An analyst may.</p>}
      {me ? <View key={view.id} /> : <div class="panel" aria-busy="true"><div class="plot tall skeleton" aria-hidden="true" /></div>}
    </>
  );
}
