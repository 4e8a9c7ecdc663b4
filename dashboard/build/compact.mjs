// The queries of the first page as they are sent: without the blanks that nobody is shown and
// everybody would load. What finds the documents that the pages send must do the same.

/** GraphQL needs no blank beside a brace, a bracket, a colon or a comma. */
const squeeze = (text) => text.replace(/\s+/g, ' ').replace(/ ?([{}(),:]) ?/g, '$1');

export const compact = {
  name: 'compact',
  transform: (code, id) => (/src\/gql\/(?:overview|highRisk)\.ts$/.test(id) ? code.replace(/`[^`"]*`/g, squeeze) : undefined),
};
