import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepCertificate, keptCertificates, keptFor } from './kept-certificates.ts';
import { PLACES } from './kept-places.ts';
import { certificateOf as certificate } from './testing/certificate.ts';

let room: number;
beforeEach(() => {
  room = Number.POSITIVE_INFINITY;
  const places = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (place: string) => places.get(place) ?? null,
    setItem: (place: string, text: string) => {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
      places.set(place, text);
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const keys = () => keptCertificates().map(({ key }) => key);

test('the latest comes first, in the place of an older one with its key', () => {
  for (const key of ['a', 'b', 'a']) keepCertificate(certificate(key));
  expect(keys()).toEqual(['a', 'b']);
  keepCertificate(certificate('c', 'other'));
  expect(keptFor(certificate('', 'other').adapter)?.key).toBe('c');
  expect(keptFor(certificate('', 'd').adapter)?.key).toBe('a');
  expect(keptFor(certificate('', 'unknown').adapter)).toBeNull();
});

test('as many are kept as there is room for', () => {
  for (const key of ['a', 'b']) keepCertificate(certificate(key));
  room = 2.5 * JSON.stringify(certificate('c')).length;
  keepCertificate(certificate('c'));
  expect(keys()).toEqual(['c', 'b']);
  room = 0;
  keepCertificate(certificate('d'));
  expect(keys()).toEqual(['c', 'b']);
});

test.each([
  ['no list', '{}'],
  ['no JSON', '['],
  ['another version', JSON.stringify([{ ...certificate('a'), version: 1 }])],
])('%s is none', (_, text) => {
  localStorage.setItem(PLACES.certificates, text);
  expect(keys()).toEqual([]);
});
