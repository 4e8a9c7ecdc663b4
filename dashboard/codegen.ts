import type { CodegenConfig } from '@graphql-codegen/cli';
import { readdirSync } from 'node:fs';

// Types and text of each query in src/queries, checked against the schema that the server publishes.
// A file for each, so that a page loads its own queries and no others.
const FRAGMENTS = 'src/queries/fragments.graphql';

const names = readdirSync(new URL('src/queries', import.meta.url))
  .filter((name) => name.endsWith('.graphql') && name !== 'fragments.graphql')
  .map((name) => name.replace(/\.graphql$/, ''));

const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  generates: Object.fromEntries(names.map((name) => [
    `src/gql/${name}.ts`,
    {
      documents: [`src/queries/${name}.graphql`, FRAGMENTS],
      plugins: [{ add: { content: '// Made by `npm run codegen`.' } }, 'typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'string',
        enumType: 'string-literal',
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        dedupeFragments: true,
        pureMagicComment: true,
        scalars: { Decimal: 'string', Date: 'string', DateTime: 'string', JSON: 'unknown' },
      },
    },
  ])),
};

export default config;
