// Every GraphQL document that the pages send, so that a server which answers no others knows them.

import { figuresOf, readMeasures, seriesDocument } from '../src/pages/explore/series';
import { MEASURES } from '../src/parts/measures';
import { QUERY } from '../src/state/changes';

const modules = import.meta.glob<Record<string, unknown>>('../src/gql/*.ts', { eager: true });

/** The queries of src/queries; what else their files export is fragments and types. */
const fixed = Object.values(modules).flatMap((exported) =>
  Object.entries(exported).filter(([name]) => /(?<!Fragment)Document$/.test(name)).map(([, document]) => String(document)));

/** Those that are put together for the measures that were chosen. */
const ids = MEASURES.map(({ id }) => id);
const chosen = ids.flatMap((one) => ids.flatMap((two) => ids.map((three) => [one, two, three].join())));
const series = chosen.map((text) => seriesDocument(figuresOf(readMeasures(text))).toString());

export const DOCUMENTS: string[] = [...new Set([...fixed, ...series, QUERY])];
