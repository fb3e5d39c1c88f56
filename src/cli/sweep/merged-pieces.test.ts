import { expect, test } from 'vitest';
import type { MergedStudy } from '../../studies/sweep/job.ts';
import { studyHash } from '../../studies/sweep/jobs.ts';
import { PROVENANCE, tinyStudy } from '../../studies/sweep/testing/tiny-study.ts';
import { jsonText } from '../output.ts';
import { mergedPieces } from './merged-pieces.ts';

const definition = tinyStudy({ title: 'Line\u2028end and \u202e' });
const rest = {
  ...{ definition, version: 1 as const, study: studyHash(definition), planned: 9, strata: [PROVENANCE] },
  reruns: { jobs: ['a'], differing: [] },
};
const job = (id: string, observed: number): MergedStudy['jobs'][number] => ({
  ...{ id, cell: [0, 1], seed: 1, from: 0, to: 1, stratum: 0, fingerprint: 'f' },
  observations: Array.from({ length: observed }, (_, place) => ({
    ...{ unit: `p${place}\n\u202e`, kind: null, arm: 'a', against: null, values: { bits: 1 } },
  })),
});

async function bytesOf(
  jobs: readonly MergedStudy['jobs'][number][],
): Promise<{ pieces: number; text: string }> {
  async function* each() {
    yield* jobs;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of mergedPieces(rest, each())) pieces.push(piece);
  return { pieces: pieces.length, text: Buffer.concat(pieces).toString() };
}

test.each([
  ['no job', [], 1],
  ['one', [job('a', 2)], 1],
  ['several, one without observations', [job('a', 2), job('b', 0), job('c', 1)], 1],
  ['more than a piece takes', [job('a', 5000), job('b', 5000), job('c', 5000)], 2],
])('%s: the bytes of one text', async (_, jobs, count) => {
  const { strata, reruns, ...head } = rest;
  const whole = { ...head, strata, jobs, reruns };
  const { pieces, text } = await bytesOf(jobs);
  expect(text === jsonText(whole)).toBe(true);
  expect(pieces).toBe(count);
});
