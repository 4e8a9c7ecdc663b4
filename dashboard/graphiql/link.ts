// Links that open a query: `graphiql#query=…&variables=…`, both percent-encoded.

export type Link = { query: string; variables: string };

/** The query that the hash of an address carries, if any. */
export function readLink(hash: string): Link | undefined {
  const values = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [name, value = ''] = part.split(/=(.*)/s);
    if (name) values.set(name, decode(value));
  }
  const query = values.get('query');
  return query ? { query, variables: values.get('variables') ?? '' } : undefined;
}

/** Takes the link out of the address, so that a reload does not open it again. */
export function takeLink(): Link | undefined {
  const link = readLink(location.hash);
  if (link) history.replaceState(history.state, '', location.pathname + location.search);
  return link;
}

// A text that is cut in the middle of a percent code is shown as it is.
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
