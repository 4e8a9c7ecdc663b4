// Where the reader goes after the login: to a page of this server, whatever the link to the login says.

/** The address to open: `next` where it is one below `home` and not the login itself, else `home`. */
export function destination(next: string | null, home: string): string {
  let target: URL;
  try {
    target = new URL(next ?? '', home);
  } catch {
    return home;
  }
  // Compared as the browser reads it: "//host", "/\host" and "javascript:" are other places.
  const isOurs = target.href.startsWith(home) && !/^login\/?$/.test(target.pathname.slice(new URL(home).pathname.length));
  return isOurs ? target.href : home;
}
