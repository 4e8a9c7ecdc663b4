// The licences of what the bundles contain, found from the source maps that come with them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MAPS = ['graphiql/graphiql.min.js.map', 'redoc/bundles/redoc.standalone.js.map'];
const NOTICES = new URL('notices.json', import.meta.url);
const OWN_PACKAGES = {
  'graphiql-toolkit': '@graphiql/toolkit',
  'graphiql-react': '@graphiql/react',
  'graphql-language-service': 'graphql-language-service',
  'codemirror-graphql': 'codemirror-graphql',
};

/** One text with the licence of every package in the bundles; fails when a package states none. */
export function collectLicences(modules) {
  const notices = JSON.parse(readFileSync(NOTICES, 'utf8'));
  const byText = new Map();
  for (const name of [...packagesInBundles(modules)].sort()) {
    const text = licenceOf(modules, name) ?? notices.packages[name];
    if (!text) throw new Error(`no licence found for ${name}, add its notice to build/notices.json`);
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const sections = [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}`);
  const standard = Object.entries(notices.texts).map(([name, lines]) => `Text of ${name}\n\n${lines.join('\n')}`);
  const intro = 'The files in this folder contain the packages below, under these licences.';
  return `${[intro, ...sections, ...standard].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

function packagesInBundles(modules) {
  const names = new Set(['graphiql', 'react', 'react-dom', 'redoc']);
  for (const map of MAPS) {
    const path = join(modules, map);
    if (!existsSync(path)) throw new Error(`node_modules/${map} is missing, run \`npm ci\` first`);
    for (const source of JSON.parse(readFileSync(path, 'utf8')).sources) {
      const name = source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? OWN_PACKAGES[source.match(/^(?:\.\.\/)+([^/]+)/)?.[1]];
      if (name) names.add(name);
    }
  }
  return names;
}

function licenceOf(modules, name) {
  const folder = join(modules, name);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)).sort();
  if (files.length === 0) return undefined;
  return files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
