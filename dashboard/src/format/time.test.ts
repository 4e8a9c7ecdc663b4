import { beforeAll, expect, test } from 'vitest';
import { setLocale } from './number';
import { timeWords } from './time';

beforeAll(() => setLocale('en-GB'));

test('a time is that of the server, in every zone', () => {
  expect(timeWords('2024-12-08T21:07:00Z')).toBe('8 Dec 2024, 21:07 UTC');
});
