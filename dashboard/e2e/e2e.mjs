// Opens the pages of a running server in Chromium and checks what a person would see.
// usage: node e2e/e2e.mjs BASE_URL [OUTDIR [CHECK…]]   env: CHROMIUM=/usr/bin/chromium
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { checkGraphiql } from './graphiql.mjs';
import { report } from './report.mjs';
import { checkRedoc, checkSwagger } from './rest.mjs';
import { checkFigures } from './figures.mjs';
import { checkImports } from './imports.mjs';
import { checkFailures, checkKeys, checkPlay } from './keys.mjs';
import { checkPages, checkViews } from './pages.mjs';
import { checkLogin } from './login.mjs';
import { checkSpeed } from './speed.mjs';
import { checkSubPath } from './subPath.mjs';

const [base, outDir = 'e2e/shots', ...only] = process.argv.slice(2);
if (!base) {
  console.error('usage: node e2e/e2e.mjs BASE_URL [OUTDIR [CHECK…]]');
  process.exit(2);
}
const baseUrl = new URL(base.endsWith('/') ? base : `${base}/`);
mkdirSync(outDir, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP loanbook.test 127.0.0.1'],
});
const all = { checkSpeed, checkFigures, checkKeys, checkPlay, checkFailures, checkPages, checkViews, checkImports, checkSubPath, checkGraphiql, checkSwagger, checkRedoc };
// Needs a server with a login, and is run by its name alone.
const named = { ...all, checkLogin };
const checks = only.length === 0 ? all : Object.fromEntries(only.map((name) => [name, named[name]]));
const visit = { browser, baseUrl, outDir };
for (const [name, check] of Object.entries(checks)) {
  try {
    await check(visit);
  } catch (error) {
    report(`${name} runs to its end`, [error.message.split('\n')[0]]);
  }
}
await browser.close();
process.exit(report.finish());
