// The REST reference, drawn by ReDoc from this server's OpenAPI document.

const sans = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif';
const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

const options = {
  hideDownloadButton: false,
  nativeScrollbars: true,
  scrollYOffset: '.bar',
  expandResponses: '200',
  theme: {
    colors: { primary: { main: '#1d4ed8' }, text: { primary: '#0f172a', secondary: '#526077' } },
    typography: {
      fontSize: '14px',
      fontFamily: sans,
      headings: { fontFamily: sans, fontWeight: '600' },
      code: { fontFamily: mono, fontSize: '13px' },
    },
    sidebar: { backgroundColor: '#f8fafc', textColor: '#0f172a' },
    rightPanel: { backgroundColor: '#1e293b' },
    codeBlock: { backgroundColor: '#0f172a' },
  },
};

window.Redoc.init('openapi.json', options, document.getElementById('redoc'));
