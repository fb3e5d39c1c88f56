import type { Invariance } from '../../results/certificate-cell.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import {
  type AttentionBed,
  decodeAmong,
  decodeSharing,
  decoding,
  inChunk,
  requestsOf,
  runStep,
} from './attention-steps.ts';
import { type Comparison, compareBits, type Findings, together } from './comparison.ts';
import { scatteredBlocks } from './generated.ts';

/** Around one, two and several splits of 64 keys (NUMERICS: certificate). */
export const CONTEXTS = [63, 64, 65, 128, 129, 200] as const;
/** The shortest prefix that a set which cuts every 64 keys reads once. */
const LEAST_PREFIX = 64;
/** Rows of a request beside the one that it decodes: what verifying as many drafted tokens takes. */
export const WIDTHS = [1, 2, 4, 8] as const;
async function* batch(bed: AttentionBed, contexts: readonly number[], rows: readonly number[]): Findings {
  for (const keys of contexts) {
    const requests = requestsOf(bed, keys);
    const alone = await decodeAmong(bed, requests, 1);
    // Every M at the longest context, a few at the others.
    const longest = keys === contexts[contexts.length - 1];
    const tried = longest ? rows : rows.filter((m) => m === 9 || m === 65);
    for (const [index, m] of tried.entries()) {
      const place = [m - 1, 0, m >> 1][index % 3];
      const name = `${keys} keys: M = ${m}, row ${place}, against M = 1`;
      yield { name, comparison: compareBits(await decodeAmong(bed, requests, m, place, m), alone) };
    }
    if (!longest) continue;
    const places = await Promise.all([0, 3, 8].map((place) => decodeAmong(bed, requests, 9, place, 5)));
    const moved = together(places.map((row) => compareBits(row, alone)));
    yield { name: `${keys} keys: M = 9, its row moved to three places`, comparison: moved };
  }
}

async function* chunking(bed: AttentionBed, contexts: readonly number[]): Findings {
  for (const keys of contexts) {
    const requests = requestsOf(bed, keys);
    const alone = await decodeAmong(bed, requests, 1);
    for (const length of [2, 17, Math.min(64, keys - 1), keys]) {
      const name = `${keys} keys: last of a chunk of ${length} rows against decoded`;
      yield { name, comparison: compareBits(await inChunk(bed, requests, length), alone) };
    }
  }
}

async function* cache(bed: AttentionBed, contexts: readonly number[]): Findings {
  for (const keys of contexts) {
    const alone = await decodeAmong(bed, requestsOf(bed, keys), 1);
    const scattered = requestsOf(bed, keys, scatteredBlocks(keys, 2));
    const name = `${keys} keys: blocks scattered among recycled ones full of NaN against ordered ones`;
    yield { name, comparison: compareBits(await decodeAmong(bed, scattered, 1), alone) };
    const chunk = Math.min(33, keys);
    const written = await inChunk(bed, scattered, chunk);
    yield { name: `${keys} keys: the same, ${chunk} of them new`, comparison: compareBits(written, alone) };
    const prefix = BLOCK_POSITIONS * Math.floor((keys - 1) / BLOCK_POSITIONS);
    if (prefix < LEAST_PREFIX) continue;
    const sharing = await decodeSharing(bed, requestsOf(bed, keys), { prefix, rows: 9, place: 4 });
    const shares = `${keys} keys, ${prefix} of them shared with 8 requests that decode beside it, against alone`;
    yield { name: shares, comparison: compareBits(sharing, alone) };
  }
}

async function* width(bed: AttentionBed, contexts: readonly number[]): Findings {
  // Those whose last rows lie on both sides of a split's end, and the longest.
  for (const keys of contexts.filter((n) => n % 64 <= Math.max(...WIDTHS))) {
    const requests = requestsOf(bed, keys);
    // The queries and keys of earlier positions are those of the whole request.
    const single = (back: number) => runStep(bed, requests, [decoding(requests.watched, keys - back)], 0);
    const alone = await Promise.all(
      Array.from({ length: Math.max(...WIDTHS) + 1 }, (_, back) => single(back)),
    );
    for (const k of WIDTHS) {
      const rows = await Promise.all(
        Array.from({ length: k + 1 }, (_, back) => inChunk(bed, requests, k + 1, back)),
      );
      const comparison: Comparison = together(rows.map((row, back) => compareBits(row, alone[back])));
      yield { name: `${keys} keys: ${k + 1} rows in one step against one at a time`, comparison };
    }
  }
}

/** The cases of one invariance. */
export function attentionCases(
  invariance: Invariance,
  bed: AttentionBed,
  { contexts, rows }: { readonly contexts: readonly number[]; readonly rows: readonly number[] },
): Findings {
  switch (invariance) {
    case 'batch':
      return batch(bed, contexts, rows);
    case 'chunking':
      return chunking(bed, contexts);
    case 'cache':
      return cache(bed, contexts);
    case 'width':
      return width(bed, contexts);
  }
}
