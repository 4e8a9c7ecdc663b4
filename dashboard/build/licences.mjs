// The licences of what the bundles contain: those that Vite makes say it themselves, ReDoc's by its source map.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const REDOC_MAP = 'redoc/bundles/redoc.standalone.js.map';
const NOTICES = new URL('notices.json', import.meta.url);
const LIST = '.packages.json';

/**
 * For a Vite configuration: writes the packages of a bundle to `assets/NAME.packages.json`, for `collectLicences`.
 * `plugin` goes to its plugins; `workerPlugins` to `worker.plugins` if it has workers, which are bundles of their own.
 */
export function notePackages(name) {
  const packages = new Set();
  const note = (ids) => [...ids].map(packageOf).forEach((found) => found && packages.add(found));
  const noteChunks = (bundle) => Object.values(bundle).forEach(({ moduleIds = [] }) => note(moduleIds));
  const plugin = {
    name: 'note-packages',
    generateBundle(_options, bundle) {
      noteChunks(bundle);
      // Style sheets are no part of a chunk any more.
      note([...this.getModuleIds()].filter((id) => /\.css(?:$|\?)/.test(id)));
      this.emitFile({ type: 'asset', fileName: `assets/${name}${LIST}`, source: JSON.stringify([...packages].sort()) });
    },
  };
  const workerPlugins = () => [{ name: 'note-worker-packages', generateBundle: (_options, bundle) => noteChunks(bundle) }];
  return { plugin, workerPlugins };
}

/** One text with the licence of every package in the bundles; fails when a package states none. Takes the lists away. */
export function collectLicences(modules, assets) {
  const notices = JSON.parse(readFileSync(NOTICES, 'utf8'));
  const byText = new Map();
  for (const name of [...new Set([...packagesOfVite(assets), ...packagesOfRedoc(modules)])].sort()) {
    const text = licenceOf(modules, name) ?? notices.packages[name];
    if (!text) throw new Error(`no licence found for ${name}, add its notice to build/notices.json`);
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const sections = [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}`);
  const standard = Object.entries(notices.texts).map(([name, lines]) => `Text of ${name}\n\n${lines.join('\n')}`);
  const intro = 'The files in this folder contain the packages below, under these licences.';
  return `${[intro, ...sections, ...standard].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

function packagesOfVite(assets) {
  const lists = readdirSync(assets).filter((file) => file.endsWith(LIST)).map((file) => join(assets, file));
  const names = lists.flatMap((list) => JSON.parse(readFileSync(list, 'utf8')));
  lists.forEach((list) => rmSync(list));
  return names;
}

function packagesOfRedoc(modules) {
  const path = join(modules, REDOC_MAP);
  if (!existsSync(path)) throw new Error(`node_modules/${REDOC_MAP} is missing, run \`npm ci\` first`);
  const { sources } = JSON.parse(readFileSync(path, 'utf8'));
  return ['redoc', ...sources.map(packageOf).filter(Boolean)];
}

function packageOf(id) {
  return id.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
}

// What a package has bundled itself is in a file of third parties' notices.
function licenceOf(modules, name) {
  const folder = join(modules, name);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|third-?party-?notices)/i.test(file)).sort();
  if (files.length === 0) return undefined;
  return files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
