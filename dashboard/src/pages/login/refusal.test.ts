import { expect, test } from 'vitest';
import { refusal } from './refusal';

test.each([
  [401, /key is not taken/, /copied/],
  [400, /key is not taken/, /copied/],
  [429, /Too many tries/, /Wait a minute/],
  [503, /status 503/, /Try again shortly/],
  [403, /status 403/, /address of the server/],
  [null, /could not be reached/, /running/],
])('%s says what is wrong and what to do', (status, what, advice) => {
  expect(refusal(status).what).toMatch(what);
  expect(refusal(status).advice).toMatch(advice);
});

test('how long to wait is said where the server says it', () => {
  expect(refusal(429, undefined, '17').advice).toBe('Wait 17 s, then try again.');
});
