import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { HashKind } from './hasher.ts';
import { nodeHashing } from './hashing.node.ts';
import { anyHashing, hasherOf } from './hashing.ts';
import { ModelError } from './model-error.ts';
import type { KnownFile, ModelFiles } from './model-files.ts';
import { readHashed } from './read-hashed.ts';
import { memoryFiles } from './testing/memory-files.ts';

const bytes = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const xxh128 = await hashed('xxh128', bytes);
const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const digest = { kind: 'sha256', hex: sha256 } as const;

async function hashed(kind: HashKind, of: Uint8Array): Promise<string> {
  const hasher = await anyHashing(kind);
  for (let at = 0; at < of.length; at += 977) hasher.update(of.subarray(at, at + 977));
  return hasher.end();
}

/** Reads those bytes as a file that is known; which hashes were taken. */
async function read(
  known: Omit<KnownFile, 'remedy'> | null,
  found = bytes,
  onPiece: (piece: Uint8Array) => void = () => undefined,
) {
  const taken: HashKind[] = [];
  const files: ModelFiles = {
    ...memoryFiles({ file: found }),
    known: () => Promise.resolve(known && { ...known, remedy: 'load it anew' }),
    hashing(kind) {
      taken.push(kind);
      return anyHashing(kind);
    },
  };
  const result = await readHashed(files, 'file', 'm/file', { onPiece });
  return { sha256: result.sha256, taken };
}

/** As long, another in one bit. */
function rotten(at = 70_000): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  copy[at] ^= 1;
  return copy;
}

describe('readHashed', () => {
  it('gives the SHA-256 of what nobody knows', async () => {
    expect(await read(null)).toEqual({ sha256, taken: ['sha256'] });
  });

  it('takes the quick hash alone where there is one', async () => {
    expect(await read({ digest, xxh128 })).toEqual({ sha256, taken: ['xxh128'] });
    expect(await read({ digest: { kind: 'git', hex: git }, xxh128 })).toMatchObject({ sha256 });
    expect(await read({ digest: null, xxh128 })).toMatchObject({ sha256 });
  });

  it.each([
    ['a digest', { digest, xxh128: null }, 'SHA-256', sha256],
    ['both', { digest, xxh128 }, 'SHA-256', sha256],
    ['a git hash', { digest: { kind: 'git', hex: git }, xxh128: null }, 'git hash', git],
    ['a quick hash', { digest: null, xxh128 }, 'XXH128', xxh128],
  ] as const)(
    'refuses a bit that changed, known by %s, with both hashes and what to do',
    async (_, known, kind, was) => {
      await read(known);
      const now = rotten();
      const is = {
        'SHA-256': createHash('sha256').update(now).digest('hex'),
        'git hash': createHash('sha1').update(`blob ${now.length}\0`).update(now).digest('hex'),
        XXH128: await hashed('xxh128', now),
      }[kind];
      const refused = read(known, now);
      await expect(refused).rejects.toThrow(ModelError);
      await expect(refused).rejects.toThrow(
        `m/file: expected the ${kind} ${was}, as when it was downloaded, found ${is}: it changed where it is kept; load it anew`,
      );
    },
  );

  it('believes the digest where the quick hash is what changed', async () => {
    const known = { digest, xxh128: '0'.repeat(32) };
    expect(await read(known)).toEqual({ sha256, taken: ['xxh128', 'sha256'] });
  });

  it('says that a file changed rather than what is wrong with it then, and what is wrong where it did not', async () => {
    const wrong = () => {
      throw new ModelError('m/file', 'expected a header');
    };
    await expect(read({ digest, xxh128 }, rotten(0), wrong)).rejects.toThrow('it changed where it is kept');
    await expect(read({ digest, xxh128 }, bytes, wrong)).rejects.toThrow('m/file: expected a header');
  });
});

it.each([
  ['anyHashing', anyHashing],
  ['nodeHashing', nodeHashing],
])('%s says what others say of the same bytes', async (_, hashing) => {
  for (const [kind, hex] of [
    ['sha256', sha256],
    ['git', git],
  ] as const) {
    const hasher = await hasherOf(kind, bytes.length, hashing);
    hasher.update(bytes.subarray(0, 1));
    hasher.update(bytes.subarray(1));
    expect(hasher.end()).toBe(hex);
  }
  // xxHash's own, of no bytes with seed 0.
  expect((await hashing('xxh128')).end()).toBe('99aa06d3014798d86001c324468d497f');
});

it('hashes in script where there is no WebAssembly, and leaves the quick hash alone', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  vi.resetModules();
  try {
    const { readHashed: there } = await import('./read-hashed.ts');
    const known = () => Promise.resolve({ digest, xxh128: '0'.repeat(32), remedy: '' });
    const files: ModelFiles = { ...memoryFiles({ file: bytes }), known };
    expect((await there(files, 'file', 'm/file', { onPiece: () => undefined })).sha256).toBe(sha256);
    const changed = there({ ...files, ...memoryFiles({ file: rotten() }) }, 'file', 'm/file', {
      onPiece: () => undefined,
    });
    await expect(changed).rejects.toThrow('expected the SHA-256');
  } finally {
    vi.unstubAllGlobals();
    vi.resetModules();
  }
});
