import { expect, test } from 'vitest';
import { HEADER_POLICY, PAGE_POLICY } from './policy.ts';

const rulesOf = (policy: string) =>
  new Map(
    policy.split('; ').map((rule) => {
      const [name, ...sources] = rule.split(' ');
      return [name, sources] as const;
    }),
  );

test('a page asks its own host alone, its workers https and this machine', () => {
  expect(rulesOf(PAGE_POLICY).get('connect-src')).toEqual(["'self'"]);
  expect(rulesOf(HEADER_POLICY).get('connect-src')).toEqual([
    "'self'",
    'https:',
    'http://localhost:*',
    'http://127.0.0.1:*',
  ]);
});

test('what may be asked widens nothing else: scripts are the release’s own, and no text becomes one', () => {
  const [page, header] = [rulesOf(PAGE_POLICY), rulesOf(HEADER_POLICY)];
  expect(header.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(header.get('worker-src')).toEqual(["'self'"]);
  for (const rules of [page, header]) rules.delete('connect-src');
  expect(header).toEqual(page);
});
