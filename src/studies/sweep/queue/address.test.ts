import { expect, it } from 'vitest';
import { parseQueueAddress } from './address.ts';

it.each([
  [
    'redis://localhost',
    { host: 'localhost', port: 6379, db: 0, tls: false, shown: 'redis://localhost:6379' },
  ],
  [
    'rediss://me:p%40ss@queue.example:7000/3',
    {
      ...{ host: 'queue.example', port: 7000, db: 3, tls: true, shown: 'rediss://queue.example:7000/3' },
      ...{ username: 'me', password: 'p@ss' },
    },
  ],
  ['redis://[::1]:1/', { host: '::1', port: 1, db: 0, tls: false, shown: 'redis://[::1]:1' }],
])('reads %s', (text, address) => {
  expect(parseQueueAddress(text)).toEqual(address);
});

it('takes the password that the address has not', () => {
  expect(parseQueueAddress('redis://host', 'kept')).toMatchObject({ password: 'kept' });
  expect(parseQueueAddress('redis://:own@host', 'kept')).toMatchObject({ password: 'own' });
});

it.each([
  ['http://:sekret@host', /found one that begins with "http:"/],
  ['redis://:sekret@host/a', /its database a number, found "\/a"/],
  ['redis://:sekret@host/70000', /its database a number/],
  ['redis://:sekret@host?db=2', /found something behind it/],
  ['redis://:sekret%@host', /found a %/],
  ['redis://:sekret@host:99999', /found what is no address/],
  ['redis://:sekret@', /found (?:what is no address|no host)/],
  [`redis://${'x'.repeat(3000)}`, /found 3008 characters/],
])('refuses %s, and never shows a password', (text, problem) => {
  const found = parseQueueAddress(text);
  expect(found).toMatch(problem);
  expect(found).not.toContain('sekret');
});
