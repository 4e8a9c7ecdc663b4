// The pages below a path of another server, as behind a proxy that hands part of its paths on.
import http from 'node:http';
import net from 'node:net';
import { report } from './report.mjs';
import { openPage, reportFaults, settle } from './watch.mjs';

const PREFIX = '/books/demo';

export async function checkSubPath({ browser, baseUrl }) {
  const proxy = await serveBelow(baseUrl);
  try {
    const below = new URL(`${PREFIX}/`, `http://127.0.0.1:${proxy.address().port}`);
    for (const path of ['', 'delinquency', 'loan?id=loan:7']) {
      const { page, context, faults } = await openPage(browser, new URL(path, below));
      await settle(page);
      report(`sub-path ${path || 'overview'}: has figures`, await page.locator('.failed').allInnerTexts());
      await page.getByRole('link', { name: 'Operations' }).click();
      await settle(page);
      const { pathname } = new URL(page.url());
      report(`sub-path ${path || 'overview'}: links stay below it`, pathname === `${PREFIX}/operations` ? [] : [`came to ${pathname}`]);
      reportFaults(`sub-path ${path || 'overview'}`, faults);
      await context.close();
    }
    const { page, context, faults } = await openPage(browser, new URL('graphiql', below));
    await page.locator('.graphiql-container').waitFor();
    await page.waitForTimeout(1500);
    reportFaults('sub-path graphiql', faults);
    await context.close();
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
}

async function serveBelow(baseUrl) {
  const inner = (path) => path.slice(PREFIX.length);
  const proxy = http.createServer((request, response) => {
    if (!request.url.startsWith(`${PREFIX}/`)) {
      response.writeHead(404).end();
      return;
    }
    const { method, headers } = request;
    const onward = http.request(new URL(inner(request.url), baseUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  proxy.on('upgrade', (request, socket, head) => {
    const onward = net.connect(Number(baseUrl.port), baseUrl.hostname, () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      onward.write(`GET ${inner(request.url)} HTTP/1.1\r\n${headers}\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise((resolve) => { proxy.listen(0, '127.0.0.1', resolve); });
  return proxy;
}
