// A link that opens what the page asked in GraphiQL, with the same variables.

interface Props {
  /** Anything that prints as the text of a query. */
  document: { toString(): string };
  variables: unknown;
}

export function OpenAsGraphql({ document, variables }: Props) {
  return <a class="button" href={graphiqlAddress(document.toString(), variables)} target="_top">Open as GraphQL</a>;
}

/** The query and its variables stand behind the "#": a server does not see them. */
function graphiqlAddress(query: string, variables: unknown): string {
  return `graphiql#query=${encodeURIComponent(query.trim())}&variables=${encodeURIComponent(JSON.stringify(variables, null, 2))}`;
}
