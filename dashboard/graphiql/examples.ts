// The ready examples, in order of file name. The build has checked each of them.

const files = import.meta.glob<string>('../src/examples/*.graphql', { query: '?raw', import: 'default', eager: true });

export const examples: string[] = Object.keys(files)
  .sort()
  .map((path) => files[path] ?? '');
