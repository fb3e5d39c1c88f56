import { describe, expect, it } from 'vitest';
import { CpuEngine } from '../src/engines/cpu/cpu.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { hitRates } from './needle-rates.ts';
import { type Finding, PROBE, search } from './needle-search.ts';
import { probeEngine } from './probe-engine.ts';

const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
const mates = [
  { id: 'spam', noise: { kind: 'spam', seed: 3, tokens: 9 } },
  { id: 'vague', noise: { kind: 'vague', seed: 4, tokens: 5 } },
];
const candidate = { kind: 'prose', id: 'p', prompt: 'In a dark forest' } as const;

describe('search', () => {
  it("gives the same with the probe's rows alone as with everybody's", async () => {
    const options = { model, mates, tokens: 6 };
    const whole = await search({ ...options, engine: new CpuEngine() }, candidate, 'bf16');
    const own = await search({ ...options, engine: probeEngine(model.checkpoint, PROBE) }, candidate, 'bf16');
    expect(own).toEqual(whole);
    expect(own).toMatchObject({ firstDifference: 0, dtype: 'bf16', id: 'p' });
  });

  it('finds no difference without company', async () => {
    const engine = probeEngine(model.checkpoint, PROBE);
    const alone = await search({ engine, model, mates: [], tokens: 4 }, candidate, 'bf16');
    expect(alone).toMatchObject({ fork: null, firstDifference: null, comparedPositions: 4 });
  });
});

describe('hitRates', () => {
  const finding = (kind: Finding['kind'], fork: number | null) =>
    ({ ...candidate, kind, dtype: 'bf16', fork }) as Finding;

  it('counts forks at fewer tokens than the window, by kind', () => {
    const findings = [
      finding('prose', 63),
      finding('prose', 64),
      finding('long', null),
      finding('prose', null),
    ];
    const rates = hitRates(findings, [64, 256]);
    expect(rates.map(({ kind, within, forked, of }) => [kind, within, forked, of])).toEqual([
      ['prose', 64, 1, 3],
      ['prose', 256, 2, 3],
      ['long', 64, 0, 1],
      ['long', 256, 0, 1],
    ]);
  });
});
