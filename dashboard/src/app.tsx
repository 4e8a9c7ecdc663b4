// The routes.

import { useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { Frame } from './frame/frame';
import { PAGES } from './frame/pages';
import { base, useAddress } from './state/address';
import { Nothing } from './parts/failure';

// Links of our own pages, as `link` writes them; every other link is the browser's.
const OURS = new RegExp(`^\\./(${PAGES.map(({ path }) => path).join('|')})(\\?|$)`);

export function App() {
  const [isBroken, setBroken] = useState(false);
  return (
    <LocationProvider scope={OURS}>
      <Frame>
        <ErrorBoundary onError={() => setBroken(true)}>
          {isBroken ? <NotLoaded /> : <Router>
            {PAGES.map(({ path, component }) => <Route key={path} path={base + path} component={component} />)}
            <Route default component={NotFound} />
          </Router>}
        </ErrorBoundary>
      </Frame>
    </LocationProvider>
  );
}

// The code of a page may be gone: the server was updated since this page was opened.
function NotLoaded() {
  return (
    <div class="panel failed" role="alert">
      <h1>This page could not be loaded</h1>
      <p>The server may have been updated, or could not be reached. Load the page again.</p>
      <p><button type="button" onClick={() => location.reload()}>Load again</button></p>
    </div>
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
