// GraphiQL over this server's endpoint, with one tab for each ready example on the first visit.
import { examples } from './examples.js';

const { React, ReactDOM, GraphiQL } = window;

// Tabs are kept by path, so that two servers behind one host do not share them.
const namespace = `loanbook:${location.pathname}`;

const logo = React.createElement(
  GraphiQL.Logo,
  null,
  React.createElement('a', { className: 'home', href: './', title: 'Back to the start page' }, 'loanbook'),
);

const page = React.createElement(
  GraphiQL,
  {
    fetcher: GraphiQL.createFetcher({ url: 'graphql' }),
    storage: GraphiQL.createLocalStorage({ namespace }),
    defaultTabs: examples.map(({ query }) => ({ query })),
    defaultEditorToolsVisibility: false,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
  },
  logo,
);

ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
