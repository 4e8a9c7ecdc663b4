// Takes out of the vendored bundles whatever would make a browser ask for a file we do not serve.

const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const TRANSPARENT_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** Removes references to source map files; those inside string templates that inline their map are left alone. */
export function removeSourceMaps(text) {
  return text.replace(/(?:\/\/|\/\*)# sourceMappingURL=[\w.-]+\.map(?: \*\/)?/g, '');
}

/** ReDoc's footer loads its maker's logo from a CDN; a transparent pixel takes its place. */
export function replaceRemoteImage(text, name) {
  const parts = text.split(REDOC_LOGO);
  if (parts.length < 2) throw new Error(`${name} does not name ${REDOC_LOGO} any more, look for what it loads instead`);
  const result = parts.join(TRANSPARENT_PIXEL);
  const remote = result.match(/https?:\/\/(?:cdn|fonts|unpkg|use)\.[\w./-]+/);
  if (remote) throw new Error(`${name} names ${remote[0]}, a file on another host`);
  return result;
}
