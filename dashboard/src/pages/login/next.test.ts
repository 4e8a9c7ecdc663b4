import { expect, test } from 'vitest';
import { destination } from './next';

const HOME = 'https://loans.example/books/demo/';

test.each([
  ['/books/demo/loan?id=loan:7&asOf=2025-06-30', `${HOME}loan?id=loan:7&asOf=2025-06-30`],
  ['/books/demo/', HOME],
  ['graphiql', `${HOME}graphiql`],
  // Without slashes it is read as a name in this folder.
  ['https:evil.example', `${HOME}evil.example`],
  ['', HOME],
  [null, HOME],
])('a page of this server: %s', (next, expected) => expect(destination(next, HOME)).toBe(expected));

test.each([
  'https://evil.example/', '//evil.example/books/demo/', '/\\evil.example', '\\\\evil.example', 'http://loans.example/books/demo/',
  'https://loans.example.evil.example/books/demo/', 'https://loans.example@evil.example/books/demo/', 'https://evil@loans.example/books/demo/',
  'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'blob:https://loans.example/books/demo/1',
  '/', '/books/demo/../../elsewhere', '/books/demo', '//', 'http://', '/books/demo/login?next=x', 'login', 'login/',
])('leads nowhere else: %s', (next) => expect(destination(next, HOME)).toBe(HOME));

test('a server at the root of its host', () => {
  expect(destination('//evil.example/', 'http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000/');
  expect(destination('/loans', 'http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000/loans');
});
