import { defineConfig } from 'vite';
import { notePackages } from './build/licences.mjs';

// `npx vite` serves the sources beside a running server.
const proxy = { '/graphql': { target: process.env.LOANBOOK ?? 'http://127.0.0.1:8000', ws: true } };

// The dashboard: one page, whose files carry a hash of their content in their names.
// Links are relative, so that it works under a sub-path too.
export default defineConfig({
  base: './',
  plugins: [notePackages('dashboard').plugin],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
  },
  server: { proxy },
  preview: { proxy },
  test: { include: ['src/**/*.test.ts'], css: true },
} as Parameters<typeof defineConfig>[0]);
