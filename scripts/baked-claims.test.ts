import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RUN_IDS } from '../src/studies/claims/evidence.ts';
import type { BakedRuns } from '../src/studies/claims/read-evidence.ts';
import { armsJudged, runsToBake } from './baked-claims.ts';

const STALE = 'the runs that claims are judged by are of other plans or another model: npm run bake:claims';
const baked: BakedRuns = JSON.parse(readFileSync('public/examples/claims.json', 'utf8'));

describe('the runs that claims are judged by', () => {
  it('are all there, of the shipped models and with the arms that are judged', () => {
    expect(Object.keys(baked.runs).toSorted(), STALE).toEqual(RUN_IDS.toSorted());
    for (const [name, hash] of Object.entries(baked.model)) {
      const weights = readFileSync(`public/models/${name}/model.safetensors`);
      expect(hash, STALE).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
    }
    for (const run of RUN_IDS) {
      const arms = new Set(baked.runs[run]!.streams.map(({ arm }) => arm));
      for (const arm of armsJudged(run) ?? []) expect(arms, `${run}: ${STALE}`).toContain(arm);
    }
  });

  it.each(['same-shape', 'long-prompt-joins'] as const)('%s has what is run today', async (run) => {
    const { runs } = await runsToBake([run]);
    expect(JSON.parse(JSON.stringify(runs[run])), STALE).toEqual(baked.runs[run]);
  });
});
