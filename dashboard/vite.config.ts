import { defineConfig } from 'vite';
import { compact } from './build/compact.mjs';
import { notePackages } from './build/licences.mjs';

// `npx vite` serves the sources beside a running server.
const target = process.env.LOANBOOK ?? 'http://127.0.0.1:8000';
const proxy = { '/graphql': { target, ws: true }, '/api': { target } };

const BASE = /node_modules\/(?:@preact|preact|preact-iso)\/|\/src\/(?:state|format\/(?!groups|time)|frame\/(?!help|segmentDialog|who|useMe)|parts\/(?:card|chart\.|useDrawing|axes|panel|failure|sheet|legend|sparkline|dataTable|pager|search))/;

// The dashboard: one page, whose files carry a hash of their content in their names.
// Links are relative, so that it works under a sub-path too.
export default defineConfig({
  base: './',
  plugins: [notePackages('dashboard').plugin, compact],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // What every page loads is one file: small ones compress worse, and come one after another.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: BASE }] } } },
  },
  server: { proxy },
  preview: { proxy },
  test: { include: ['src/**/*.test.ts'], css: true },
} as Parameters<typeof defineConfig>[0]);
