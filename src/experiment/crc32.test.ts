import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

it('has the check value that RFC 1952’s polynomial is known by, and 0 of nothing', () => {
  expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it('is what a zip’s directory holds', () => {
  const content = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) & 0xff);
  const zip = zipSync({ a: content });
  expect(new DataView(zip.buffer, zip.byteOffset).getUint32(14, true)).toBe(crc32(content));
});
