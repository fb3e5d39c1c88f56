import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { anyHashing } from '../hashing.ts';
import { ModelError } from '../model-error.ts';
import { readHashed } from '../read-hashed.ts';
import { memoryStorage } from '../testing/memory-storage.ts';
import { opfsModelFiles } from './opfs-files.ts';

/** Larger than what is kept in memory, and no multiple of what is read at once. */
const SIZE = (1 << 25) + 4321;
/** Of a host that told no digest. */
const BLOB = 'of-an-address';

const bytes = new Uint8Array(SIZE);
for (let i = 0; i < SIZE; i += 4093) bytes[i] = i;

let folders: Awaited<ReturnType<typeof keep>>;

/** The large file, with its quick hash. */
async function keep() {
  const { root } = memoryStorage();
  const [blobs, hashes] = [await root.getDirectoryHandle('blobs', { create: true }), root];
  const blob = await blobs.getFileHandle(BLOB, { create: true });
  blob.bytes = bytes.slice();
  const hash = await root.getFileHandle(BLOB, { create: true });
  const hasher = await anyHashing('xxh128');
  hasher.update(bytes);
  const xxh128 = hasher.end();
  hash.bytes = new TextEncoder().encode(JSON.stringify({ xxh128, sha256: null }));
  const files = opfsModelFiles(
    'm',
    {
      ...{ version: 1, source: 'hf:o/m', revision: null, asked: null, hash: null, keptAt: 0 },
      files: [{ path: 'weights', blob: BLOB, size: SIZE }],
    },
    { blobs, hashes } as unknown as Parameters<typeof opfsModelFiles>[2],
  );
  return { blob, files, xxh128 };
}

/** What was given of the file, put together. */
async function readWhole(onPiece: (piece: Uint8Array) => void = () => undefined): Promise<Uint8Array> {
  const all = new Uint8Array(SIZE);
  let at = 0;
  await folders.files.readThrough!('weights', (piece) => {
    onPiece(piece);
    all.set(piece, at);
    at += piece.length;
  });
  expect(at).toBe(SIZE);
  return all;
}

const same = (found: Uint8Array) => Buffer.compare(found, bytes) === 0;
/** Nobody has a handle: one that writes can be had. */
const free = async () => (await folders.blob.createSyncAccessHandle()).close();

beforeEach(async () => {
  folders = await keep();
});

describe('a large kept file', () => {
  it('is read through by a handle, in memory that is used again, and let go of', async () => {
    const memories = new Set<ArrayBufferLike>();
    const told: number[] = [];
    expect(same(await readWhole(({ buffer }) => memories.add(buffer)))).toBe(true);
    expect(memories.size).toBe(1);
    await folders.files.readThrough!(
      'weights',
      () => undefined,
      (loaded) => told.push(loaded),
    );
    expect(told.at(-1)).toBe(SIZE);
    await free();
  });

  it('is read by two at once, and beside one that holds it alone', async () => {
    const [one, two] = await Promise.all([readWhole(), readWhole()]);
    expect(same(one) && same(two)).toBe(true);
    const alone = await folders.blob.createSyncAccessHandle();
    expect(same(await readWhole())).toBe(true);
    alone.close();
  });

  it('is let go of where whoever reads throws', async () => {
    const read = readWhole(() => {
      throw new Error('enough');
    });
    await expect(read).rejects.toThrow('enough');
    await free();
  });

  it('is named and let go of where its handle fails', async () => {
    const open = folders.blob.createSyncAccessHandle.bind(folders.blob);
    const read = () => {
      throw new DOMException('the disk is gone', 'NotReadableError');
    };
    vi.spyOn(folders.blob, 'createSyncAccessHandle').mockImplementation(async (options) => ({
      ...(await open(options)),
      read,
    }));
    await expect(readWhole()).rejects.toThrow(
      new ModelError('m/weights', 'expected a file that can be read, found none (the disk is gone)'),
    );
    vi.restoreAllMocks();
    await free();
  });

  it('is compared with its quick hash by the same reading, whichever bit changed or is missing', async () => {
    const read = () => readHashed(folders.files, 'weights', 'm/weights', { onPiece: () => undefined });
    expect((await read()).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const refused = `expected the XXH128 ${folders.xxh128}, as when it was downloaded, found`;
    for (const at of [0, 1 << 22, SIZE - 1]) {
      folders.blob.bytes[at] ^= 1;
      await expect(read()).rejects.toThrow(refused);
      folders.blob.bytes[at] ^= 1;
    }
    folders.blob.bytes = folders.blob.bytes.slice(0, -1);
    await expect(read()).rejects.toThrow(refused);
  });
});
