// Questions to the loans that no other page has answered yet: a view for each, in the address.

import type { FunctionComponent } from 'preact';
import { longDate } from '../../format/date';
import { shownDate } from '../../state/useAnswer';
import { useAddress } from '../../state/address';
import './explore.css';
import { BoxView, CohortView, CorrelationView, HistogramView, ScatterView, SeriesView } from './views';

const VIEWS: readonly { id: string; name: string; component: FunctionComponent }[] = [
  { id: 'histogram', name: 'Distribution', component: HistogramView },
  { id: 'box', name: 'Box plots', component: BoxView },
  { id: 'scatter', name: 'Scatter', component: ScatterView },
  { id: 'correlation', name: 'Correlation', component: CorrelationView },
  { id: 'cohorts', name: 'Cohorts', component: CohortView },
  { id: 'series', name: 'Over time', component: SeriesView },
];

export default function Explore() {
  const { query, link } = useAddress();
  const view = VIEWS.find(({ id }) => id === query.view) ?? VIEWS[0]!;
  const View = view.component;
  return (
    <>
      <div class="pageHead">
        <h1>Explore</h1>
        {shownDate.value && <span class="meta">as of {longDate(shownDate.value)}</span>}
      </div>
      <nav class="tabs" aria-label="Views">
        {VIEWS.map(({ id, name }) => <a key={id} href={link('explore', { view: id })} aria-current={id === view.id ? 'page' : undefined}>{name}</a>)}
      </nav>
      <View key={view.id} />
    </>
  );
}
