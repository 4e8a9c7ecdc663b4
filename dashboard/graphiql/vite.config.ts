// GraphiQL: a page of its own, apart from the dashboard, with React and Monaco in it.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';
import { notePackages } from '../build/licences.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packages = notePackages('graphiql');

const names = {
  entryFileNames: 'assets/graphiql/[name]-[hash].js',
  chunkFileNames: 'assets/graphiql/[name]-[hash].js',
  assetFileNames: 'assets/graphiql/[name]-[hash][extname]',
};

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [checkExamples(here('../src/examples')), packages.plugin],
  build: {
    target: 'es2022',
    outDir: '../dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Monaco is one chunk of 2.8 MB, half a megabyte when compressed.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: here('graphiql.html'),
      output: names,
      // React's packages say "use client", which means nothing here.
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: 'es', plugins: packages.workerPlugins, rolldownOptions: { output: names } },
  server: { proxy: { '/graphql': { target: process.env.LOANBOOK ?? 'http://127.0.0.1:8000', ws: true } } },
});

// The name of an example's operation is the title of its tab, and its comment says what it shows.
function checkExamples(folder: string): Plugin {
  return {
    name: 'check-examples',
    buildStart() {
      const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
      if (files.length === 0) this.error('src/examples holds no .graphql file');
      for (const name of files) {
        const query = readFileSync(`${folder}/${name}`, 'utf8');
        if (!query.startsWith('#')) this.error(`src/examples/${name} must start with a comment saying what it shows`);
        if (!/^(?:query|mutation|subscription) \w+/m.test(query)) {
          this.error(`src/examples/${name} must name its operation: the name is the tab's title`);
        }
      }
    },
  };
}
