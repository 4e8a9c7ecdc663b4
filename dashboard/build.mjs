// Assembles dist/: the dashboard, GraphiQL, ReDoc and the licences of what is in them.
// Every file that a page loads ends up in dist/, so that no page asks another host for anything.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, runnerImport } from 'vite';
import { checkBudgets } from './build/budgets.mjs';
import { compact } from './build/compact.mjs';
import { collectLicences } from './build/licences.mjs';
import { removeSourceMaps, replaceRemoteImage } from './build/neutralise.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const modules = join(root, 'node_modules');
const dist = join(root, 'dist');
const assets = join(dist, 'assets');

/** The highest quality, 11, saves another tenth and takes ten seconds. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Smaller files are not worth a second form. */
const LEAST_COMPRESSED_BYTES = 1_000;

try {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  await build({ configFile: join(root, 'graphiql', 'vite.config.ts'), logLevel: 'warn' });
  copyRedoc();
  await listDocuments();
  writeFileSync(join(assets, 'LICENSES.txt'), collectLicences(modules, assets));
  checkReferences();
  checkBudgets(dist);
  compress();
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

function copyRedoc() {
  copyFileSync(join(root, 'redoc', 'redoc.html'), join(dist, 'redoc.html'));
  for (const name of ['redocPage.css', 'redocPage.js']) copyFileSync(join(root, 'redoc', name), join(assets, name));
  const name = 'redoc/bundles/redoc.standalone.js';
  const bundle = [removeSourceMaps, replaceRemoteImage].reduce((text, clean) => clean(text, name), read(join(modules, name)));
  writeFileSync(join(assets, 'redoc.standalone.js'), bundle);
}

/** The documents by their SHA-256, as the server reads them. */
async function listDocuments() {
  const { module } = await runnerImport(join(root, 'build', 'documents.ts'), { plugins: [compact] });
  const byHash = module.DOCUMENTS.map((text) => [createHash('sha256').update(text).digest('hex'), text]).sort();
  if (byHash.length < 30) throw new Error(`only ${byHash.length} documents were found in src/gql`);
  writeFileSync(join(dist, 'documents.json'), JSON.stringify(Object.fromEntries(byHash)));
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

function files() {
  return readdirSync(dist, { recursive: true }).sort().filter((name) => statSync(join(dist, name)).isFile());
}

// The server hands the compressed form to who takes it.
function compress() {
  for (const name of files()) {
    const bytes = readFileSync(join(dist, name));
    if (/\.(?:html|js|css|svg|ttf|txt)$/.test(name) && bytes.length >= LEAST_COMPRESSED_BYTES) {
      writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, BROTLI));
    }
  }
}

function printSizes() {
  let total = 0;
  for (const name of files().filter((file) => !file.endsWith('.br'))) {
    const bytes = readFileSync(join(dist, name));
    total += bytes.length;
    console.log(`${kilobytes(bytes.length)} ${kilobytes(gzipSync(bytes).length)} gzip  ${name}`);
  }
  console.log(`${kilobytes(total)} in all`);
}

function kilobytes(count) {
  return `${(count / 1000).toFixed(1).padStart(8)} kB`;
}
