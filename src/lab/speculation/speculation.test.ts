import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmRecord, RunRecord } from '../../results/record.ts';
import { NOTHING_KEPT } from '../../results/retention.ts';
import { openReplay } from '../replay-arm.ts';
import { runExperiment } from '../run.ts';
import { nanoWithPico, speculating } from '../testing/speculated.ts';

let model: LoadedModel;
beforeAll(async () => {
  model = await nanoWithPico();
});

const run = async (experiment: ReturnType<typeof speculating>): Promise<RunRecord> =>
  (await runExperiment({ experiment, model, engine: openCpuEngine() })).record;

const probeOf = ({ requests }: ArmRecord) => requests.find(({ id }) => id === 'probe')!;

/** By request, the fingerprints that any arm gave it. */
function fingerprints({ arms }: RunRecord): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { requests } of arms)
    for (const { id, fingerprint } of requests) found.set(id, (found.get(id) ?? new Set()).add(fingerprint));
  return found;
}

const WIDTHS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('speculation under invariant kernels', () => {
  for (const draft of ['ngram', 'pico'])
    test(`${draft}: greedy streams are those of plain decoding in every bit, at every width, alone and in company`, async () => {
      const record = await run(speculating(WIDTHS.map((k) => ({ draft, k }))));
      expect([...fingerprints(record).values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
      for (const { name, speculation, work } of record.arms) {
        if (name.startsWith('plain')) continue;
        // It would be no proof if nothing were drafted, or all of it stood.
        expect(speculation!.drafted).toBeGreaterThan(0);
        if (speculation!.k !== 1) expect(speculation!.accepted).toBeLessThan(speculation!.drafted);
        expect(work.rows![1]).toBeGreaterThan(1);
      }
      const accepted = record.arms.reduce((sum, { speculation }) => sum + (speculation?.accepted ?? 0), 0);
      expect(accepted).toBeGreaterThan(50);
    });

  test('sampled streams too, since a draw follows from its position; pico, drawing with the same noise, is often right', async () => {
    const record = await run(
      speculating(
        [
          { draft: 'ngram', k: 4 },
          { draft: 'pico', k: 4 },
        ],
        { temperature: 0.8 },
      ),
    );
    expect([...fingerprints(record).values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    const pico = record.arms.find(({ name }) => name === 'pico 4 in company')!.speculation!;
    expect(pico.meanLength).toBeGreaterThan(0.5);
  });

  test('under variant kernels the width of verification moves bits', async () => {
    const record = await run(speculating([{ draft: 'pico', k: 4 }], { kernels: 'variant' }));
    const [plain, , drafted] = record.arms.map(probeOf);
    expect(drafted.fingerprint).not.toBe(plain.fingerprint);
  });

  test.each(['auto', 'bandit'] as const)('%s learns how many to draft, and no bit follows it', async (k) => {
    const experiment = speculating([{ draft: 'pico', k }]);
    const engine = openCpuEngine();
    const { record } = await runExperiment({ experiment, model, engine });
    expect([...fingerprints(record).values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    const recorded = record.arms[3];
    const lengths = new Set(recorded.steps.flatMap(({ slices }) => slices.map(({ drafted = 0 }) => drafted)));
    expect(lengths.size).toBeGreaterThan(2);
    // What is run again takes the steps that were taken then, whatever they take now.
    const run = await openReplay({ experiment, recorded, model, engine }, NOTHING_KEPT, null);
    for (const { slices } of recorded.steps) expect((await run.step()).record.slices).toEqual(slices);
    expect(run.done).toBe(true);
    run.close();
  });

  test('with k = 0 no step is wider and nobody drafts', async () => {
    const record = await run(speculating([{ draft: 'pico', k: 0 }]));
    const [plain, , off] = record.arms;
    const { speculation, ...rest } = off;
    expect(speculation).toBeUndefined();
    expect(rest.steps.map(({ rows, slices }) => [rows, slices])).toEqual(
      plain.steps.map(({ rows, slices }) => [rows, slices]),
    );
  });

  test('steps tell what was drafted and what stands', async () => {
    const record = await run(speculating([{ draft: 'pico', k: 3 }]));
    const { steps, speculation, requests } = record.arms[2];
    const slices = steps.flatMap((step) => step.slices);
    const sum = (of: 'drafted' | 'accepted') => slices.reduce((total, slice) => total + (slice[of] ?? 0), 0);
    expect([sum('drafted'), sum('accepted')]).toEqual([speculation!.drafted, speculation!.accepted]);
    const given = slices.map(({ token, accepted = 0 }) => (token === null ? 0 : 1 + accepted));
    expect(given.reduce((total, count) => total + count, 0)).toBe(requests[0].tokens.length);
    expect(slices.slice(1).every(({ kind }) => kind === 'decode')).toBe(true);
    expect(speculation).toMatchObject({ draft: 'pico', k: 3, accept: 'coupled' });
    expect(record.postures[2].speculation).toContain('no bit follows their number');
  });
});

test('rejection keeps what it says it keeps: its draws follow from seed, request and position', async () => {
  const sampled = speculating(
    [
      { draft: 'pico', k: 4 },
      { draft: 'ngram', k: 4 },
    ],
    { temperature: 0.8 },
  );
  const arms = sampled.arms.map((arm) =>
    arm.speculation ? { ...arm, speculation: { ...arm.speculation, accept: 'rejection' } } : arm,
  );
  const experiment = parseExperiment({ ...sampled, arms });
  const [first, again] = [await run(experiment), await run(experiment)];
  const tokensOf = (record: RunRecord) =>
    record.arms.map(({ requests }) => requests.map(({ tokens }) => tokens));
  expect(tokensOf(again)).toEqual(tokensOf(first));
  expect(probeOf(first.arms[2]).tokens).not.toEqual(probeOf(first.arms[0]).tokens);
  expect(first.lost).toEqual([]);
});

test('portable: drafts and their rejection ask the JavaScript engine for nothing that it may round its own way', async () => {
  const sampled = speculating([{ draft: 'pico', k: 4 }], {
    kernels: 'portable',
    temperature: 0.8,
    tokens: 16,
  });
  const [, , alone] = sampled.arms;
  const arm = { ...alone, speculation: { ...alone.speculation!, accept: 'rejection' } };
  const experiment = parseExperiment({ ...sampled, arms: [arm] });
  const asked = (['exp', 'log', 'pow', 'cos', 'sin', 'tanh'] as const).map((name) => vi.spyOn(Math, name));
  try {
    const { arms } = await run(experiment);
    expect(arms[0].speculation!.drafted).toBeGreaterThan(0);
    for (const each of asked) expect(each).not.toHaveBeenCalled();
  } finally {
    for (const each of asked) each.mockRestore();
  }
});

describe('what cannot be', () => {
  const of = (arm: object, decoding = {}) => ({
    ...{
      version: 3,
      title: 'x',
      decoding,
      requests: [{ id: 'p', role: 'probe', promptIds: [1, 2], maxNewTokens: 3 }],
    },
    arms: [{ name: 'a', requests: ['p'], kernels: 'invariant', ...arm }],
  });
  const speculation = { draft: 'ngram', k: 2 };

  test.each([
    [
      'packing',
      { speculation, serving: { packing: 'masked' } },
      /arms\[0\]\.speculation: speculation does not go with packing/,
    ],
    [
      'eviction',
      { speculation, serving: { memory: 'evict' } },
      /arms\[0\]\.speculation: speculation does not go with eviction/,
    ],
    [
      'two queues',
      { speculation, serving: { disaggregated: true } },
      /speculation does not go with disaggregation/,
    ],
    ['nine drafts', { speculation: { draft: 'ngram', k: 9 } }, /arms\[0\]\.speculation\.k/],
    [
      'rejection where nothing is drawn',
      { speculation: { ...speculation, accept: 'rejection' } },
      /speculation\.accept: expected "coupled" at temperature 0/,
    ],
    ['a name that is none', { speculation: { draft: '../x', k: 1 } }, /arms\[0\]\.speculation\.draft/],
  ])('%s', (_, arm, problem) => {
    expect(() => parseExperiment(of(arm))).toThrow(problem);
  });

  test('a draft model that is not at hand, and one with other tokens', async () => {
    const drafting = (draft: string) => parseExperiment(of({ speculation: { draft, k: 2 } }));
    await expect(run(drafting('other'))).rejects.toThrow(
      'arm a: speculation.draft: the model other is not at hand',
    );
    const pico = model.drafts!.get('pico')!;
    const tokenizer = {
      ...pico.tokenizer,
      tokenText: (token: number) => (token === 7 ? '?' : pico.tokenizer.tokenText(token)),
    };
    const other = { ...model, drafts: new Map([['other', { ...pico, tokenizer }]]) };
    const ran = runExperiment({ experiment: drafting('other'), model: other, engine: openCpuEngine() });
    await expect(ran).rejects.toThrow(
      /other cannot draft for nano: expected the same tokenizer, found "\?" for .* at token 7/,
    );
  });
});
