import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSource } from '../../experiment/model-source.ts';
import { randomGguf } from '../gguf/testing/random-gguf.ts';
import { Bytes, writeEntry } from '../gguf/write/entries.ts';
import { type HubServer, openHubServer } from '../testing/hub-server.node.ts';
import { MOST_FIRST_BYTES } from './first-bytes.ts';
import { lookUp } from './look-up.ts';
import { openNet } from './net.ts';

/** Its vocabulary alone is longer than the first bytes that are asked for. */
const shape = { vocabSize: 20_000, layers: 1 };
const whole = randomGguf(shape, 1, 'q8');

/** A header that goes on and on. */
function endless(): Uint8Array {
  const bytes = new Bytes();
  bytes.bytes(new TextEncoder().encode('GGUF'));
  bytes.u32(3);
  bytes.u64(0);
  bytes.u64(1);
  writeEntry(bytes, 'a', { type: 'string', value: 'a'.repeat(MOST_FIRST_BYTES) });
  return new Uint8Array(bytes.whole());
}

let hub: HubServer;
const look = async (text: string) => {
  const parsed = parseSource(text, hub.endpoint);
  if (typeof parsed === 'string') throw new Error(parsed);
  return await lookUp(openNet({ endpoint: hub.endpoint }), parsed);
};
const asked = () => hub.seen.filter(({ at, method }) => at === 'storage' && method === 'GET');

beforeEach(async () => {
  const files = {
    'm.gguf': whole,
    'cut.gguf': whole.slice(0, -32),
    'page.gguf': new TextEncoder().encode(`<!doctype html>${' '.repeat(2000)}`),
    'endless.gguf': endless(),
  };
  hub = await openHubServer({ 'o/m': { files } });
  hub.plain.set('m.gguf', whole);
});
afterEach(() => hub.close());

describe('a GGUF file at a host', () => {
  it.each([
    ['a hub', () => 'hf:o/m:m.gguf'],
    ['a web server', () => `${hub.plainBase}m.gguf`],
  ])('of %s is described by its first bytes, which are all that is asked for', async (_, source) => {
    const { config, stored, refused, unknown, chosen } = await look(source());
    expect(config).toMatchObject({ ...shape, hiddenSize: 32 });
    expect([stored, refused, unknown]).toEqual(['q8', null, null]);
    expect(chosen.bytes).toBe(whole.length);
    const ranges = asked().map(({ range }) => range);
    expect(ranges.slice(0, 2)).toEqual(['bytes=0-262143', 'bytes=262144-524287']);
    expect(asked().every(({ status }) => status === 206)).toBe(true);
  });

  it('is refused before it is downloaded where it was cut off, or is none', async () => {
    expect((await look('hf:o/m:cut.gguf')).refused).toMatch(/was the download cut off\?/);
    expect((await look('hf:o/m:page.gguf')).refused).toContain(
      'hf:o/m/page.gguf: expected a GGUF file, found a web page',
    );
  });

  it('is described later where its host sends no part of it, or its header is too long', async () => {
    const later = await look('hf:o/m:endless.gguf');
    expect(later).toMatchObject({ config: null, refused: null, unknown: 'its header is longer than 32 MiB' });
    const sent = asked().map(({ range }) => Number(/-(\d+)/.exec(range ?? '')?.[1]));
    expect(Math.max(...sent)).toBeLessThan(MOST_FIRST_BYTES);
    hub.mishaps.noRanges = true;
    expect(await look('hf:o/m:m.gguf')).toMatchObject({
      ...{ config: null, refused: null, unknown: 'its host sends no part of a file' },
    });
  });
});
