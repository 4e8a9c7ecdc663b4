// The routes.

import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { Frame } from './frame/frame';
import { PAGES } from './frame/pages';
import { base, useAddress } from './state/address';
import { Nothing } from './parts/failure';

// Links of our own pages, as `link` writes them; every other link is the browser's.
const OURS = new RegExp(`^\\./(${PAGES.map(({ path }) => path).join('|')})(\\?|$)`);

export function App() {
  return (
    <LocationProvider scope={OURS}>
      <Frame>
        <ErrorBoundary>
          <Router>
            {PAGES.map(({ path, component }) => <Route key={path} path={base + path} component={component} />)}
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </Frame>
    </LocationProvider>
  );
}

function NotFound() {
  const { link } = useAddress();
  return (
    <div class="panel">
      <Nothing title="There is no such page"><p><a href={link('')}>Go to the overview</a></p></Nothing>
    </div>
  );
}
