// GraphiQL over this server's endpoint, with one tab for each ready example on the first visit.

import './workers';
import { createGraphiQLFetcher, createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { examples } from './examples';
import { readLink, takeLink } from './link';
import './page.css';
import { EditorThemes, dashboardTheme } from './theme';

const socket = new URL('graphql/ws', location.href);
socket.protocol = socket.protocol.replace('http', 'ws');

const fetcher = createGraphiQLFetcher({ url: 'graphql', subscriptionUrl: socket.href, enableIncrementalDelivery: false });

// Tabs are kept by path, so that two servers behind one host do not share them.
const storage = createLocalStorage({ namespace: `loanbook:${location.pathname}` });

// GraphiQL opens the first of the default tabs on the first visit, and adds the initial query to those it has kept later.
const link = takeLink();
const linked = link && { initialQuery: link.query, initialVariables: link.variables };
const defaultTabs = [...(link ? [link] : []), ...examples.map((query) => ({ query }))];

// Variables that come with a link are shown, even to a reader who has hidden that part of the page.
if (link?.variables) storage.removeItem('graphiql:secondaryEditorFlex');

window.addEventListener('hashchange', () => {
  if (readLink(location.hash)) location.reload();
});

const home = createElement('a', { className: 'home', href: './', title: 'Back to the dashboard' }, 'loanbook');

const page = createElement(
  GraphiQL,
  {
    fetcher,
    storage,
    defaultTabs,
    ...linked,
    defaultTheme: dashboardTheme(),
    defaultEditorToolsVisibility: link?.variables ? 'variables' : false,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
  },
  createElement(GraphiQL.Logo, null, home),
  createElement(EditorThemes),
);

const place = document.getElementById('graphiql');
if (place) createRoot(place).render(page);
