// GraphQL asked directly, to compare a page with.

/** Sends the query; answers its data. */
export async function ask(baseUrl, query, variables = {}) {
  const response = await fetch(new URL('graphql', baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`a query of the checks fails: ${errors[0].message}`);
  return data;
}
