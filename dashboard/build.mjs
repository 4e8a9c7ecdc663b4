// Assembles dist/: our pages, the vendored bundles, the examples and the licences.
// Every file the pages load ends up in dist/, so that no page asks another host for anything.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { collectLicences } from './build/licences.mjs';
import { removeSourceMaps, replaceRemoteImage } from './build/neutralise.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const modules = join(root, 'node_modules');
const source = join(root, 'src');
const dist = join(root, 'dist');
const assets = join(dist, 'assets');

const BUNDLES = [
  { from: 'redoc/bundles/redoc.standalone.js', to: 'redoc.standalone.js', clean: [removeSourceMaps, replaceRemoteImage] },
];

try {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  copyPages();
  copyBundles();
  writeQueries();
  await build({ configFile: join(root, 'graphiql', 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(join(assets, 'LICENSES.txt'), collectLicences(modules, assets));
  checkReferences();
  printSizes();
} catch (error) {
  rmSync(dist, { recursive: true, force: true });
  console.error(`build failed: ${error.message}`);
  process.exit(1);
}

function read(path) {
  if (!existsSync(path)) {
    const hint = path.startsWith(modules) ? ', run `npm ci` first' : '';
    throw new Error(`${path.slice(root.length)} is missing${hint}`);
  }
  return readFileSync(path, 'utf8');
}

function copyPages() {
  for (const page of ['index.html', 'redoc.html']) {
    writeFileSync(join(dist, page), read(join(source, page)));
  }
  cpSync(join(source, 'pages'), assets, { recursive: true, filter: (path) => !path.endsWith('.test.js') });
}

function copyBundles() {
  for (const { from, to, clean = [] } of BUNDLES) {
    const text = clean.reduce((current, step) => step(current, from), read(join(modules, from)));
    writeFileSync(join(assets, to), text);
  }
}

function writeQueries() {
  writeModule('startPageQuery.js', 'startPageQuery', read(join(source, 'queries', 'startPage.graphql')));
}

function writeModule(file, name, value) {
  writeFileSync(join(assets, file), `export const ${name} = ${JSON.stringify(value, null, 2)};\n`);
}

// A page that loads a file we do not ship, or one from another host, must not be built.
function checkReferences() {
  for (const page of readdirSync(dist).filter((name) => name.endsWith('.html'))) {
    const html = read(join(dist, page));
    if (/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/.test(html)) throw new Error(`${page} has an inline style or script`);
    for (const [, path] of html.matchAll(/(?:src|href)="(?:\.\/)?(assets\/[^"]+)"/g)) {
      if (!existsSync(join(dist, path))) throw new Error(`${page} names ${path}, which is not in dist/`);
    }
    const remote = html.match(/(?:src|href)="(?:[a-z]+:)?\/[^"]*"/);
    if (remote) throw new Error(`${page} has a link that is not relative: ${remote[0]}`);
  }
}

function printSizes() {
  let total = 0;
  for (const name of readdirSync(dist, { recursive: true }).sort()) {
    const path = join(dist, name);
    if (statSync(path).isDirectory()) continue;
    const bytes = readFileSync(path);
    total += bytes.length;
    console.log(`${kilobytes(bytes.length)} ${kilobytes(gzipSync(bytes).length)} gzip  ${name}`);
  }
  console.log(`${kilobytes(total)} in all`);
  const graphiql = join(assets, 'graphiql');
  // The highest quality, 11, saves another tenth and takes ten seconds.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const compressed = readdirSync(graphiql).map((name) => brotliCompressSync(readFileSync(join(graphiql, name)), { params }).length);
  console.log(`${kilobytes(compressed.reduce((sum, count) => sum + count, 0))} brotli  assets/graphiql/ in all`);
}

function kilobytes(count) {
  return `${(count / 1000).toFixed(1).padStart(8)} kB`;
}
