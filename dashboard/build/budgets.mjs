// What a page may weigh, script and style compressed by gzip. A page that is too heavy is not built.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FIRST_PAGE_BYTES = 100_000;
const LAZY_PAGE_BYTES = 40_000;

/** What the overview loads after its first figures, and counts as part of it. */
const LATER = ['src/parts/chartjs.ts', 'node_modules/graphql-ws/dist/index.js'];

/** Checks the build in this folder by Vite's manifest, prints what was found, and takes the manifest away. */
export function checkBudgets(dist) {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
  const first = new Set(['index.html', ...LATER].flatMap((key) => filesOf(manifest, key)));
  const faults = [];
  const check = (name, files, limit) => {
    const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB of ${limit / 1000} gzip  ${name}`);
    if (bytes > limit) faults.push(`${name} weighs ${bytes} bytes, the limit is ${limit}`);
  };
  check('overview', first, FIRST_PAGE_BYTES);
  for (const key of Object.keys(manifest).filter((name) => name.startsWith('src/pages/'))) {
    check(key, new Set(filesOf(manifest, key).filter((file) => !first.has(file))), LAZY_PAGE_BYTES);
  }
  rmSync(join(dist, '.vite'), { recursive: true });
  if (faults.length > 0) throw new Error(faults.join('; '));
}

// A chunk, its styles, and what it imports at once.
function filesOf(manifest, key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no ${key}`);
  if (seen.has(key)) return [];
  seen.add(key);
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((name) => filesOf(manifest, name, seen))];
}
