import { beforeAll, describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellLost, cellStands } from '../../results/certificate-cell.ts';
import type { Engine } from '../../steps/engine.ts';
import { certify } from './certify.ts';
import { type Claim, fullClaims } from './claims.ts';
import { certificateKey } from './key.ts';
import type { OperationProbes } from './probes.ts';
import { certifyRun } from './session.ts';
import { companyOf, type Fault, faultyEngine, faultyProbes } from './testing/broken.ts';

const model = idModel();

const experiment = (...arms: readonly (string | object)[]) =>
  parseExperiment({
    version: 1,
    title: 'claim',
    requests: [{ id: 'p', role: 'probe', promptIds: [1] }],
    arms: arms.map((arm, i) => ({
      ...{ name: `arm${i}`, requests: ['p'], dtype: 'f32' },
      ...(typeof arm === 'string' ? { kernels: arm } : arm),
    })),
  });

/** Arms of these sets move a bit as soon as there is company. */
const broken =
  (...sets: readonly string[]): Fault =>
  ({ kernels }, plan) =>
    sets.includes(kernels.matmul) && companyOf(plan);

const run = (fault: Fault, arms: readonly (string | object)[] = ['invariant'], changes: object = {}) =>
  certifyRun({
    ...{
      engine: faultyEngine(fault),
      gpu: null,
      model,
      experiment: experiment(...arms),
      userAgent: 'test',
    },
    ...changes,
  });

/** The cells of the evidence. */
const cellsIn = ({ evidence }: Awaited<ReturnType<typeof certifyRun>>) => {
  if (evidence.kind !== 'certificate') throw new TypeError(`expected a certificate, found ${evidence.kind}`);
  return evidence.cells;
};

const sound: Fault = () => false;

/** Attention in one split whatever its plan: no control of it can differ. */
function blindProbes(): OperationProbes {
  const probes = faultyProbes({});
  const attention: typeof probes.attention = (cache, rows, place) => {
    const splits = [{ start: 0, end: rows[place].splits.at(-1)!.end }];
    return probes.attention(
      cache,
      rows.map((row) => ({ ...row, splits })),
      place,
    );
  };
  return { ...probes, attention };
}

/** What a full certificate of f32 alone tests: the others take as long again. */
const f32Claims: readonly Claim[] = fullClaims(model.checkpoint).filter(
  ({ activations, formats: [format] }) => activations === 'f32' && format === 'f32',
);
const fullOf = (engine: Engine) =>
  certify({ engine, gpu: null, model, key: 'k', form: 'full', claims: f32Claims });
/** Made once for all tests that find it kept: a full certificate takes seconds. */
let soundBefore: ReturnType<typeof fullOf>;
let lostBefore: ReturnType<typeof fullOf>;
beforeAll(() => {
  soundBefore = fullOf(faultyEngine(sound));
  lostBefore = fullOf(faultyEngine(broken('invariant')));
});

describe('certifyRun', () => {
  test('a sound adapter: the short form once a session, and every cell in use stands', async () => {
    const engine = faultyEngine(sound);
    let cases = 0;
    const options = { engine, onCase: () => cases++ };
    const first = await run(sound, ['invariant'], options);
    const compared = cases;
    expect(await run(sound, ['invariant'], options)).toEqual(first);
    expect([first.invariantAs, compared > 0, cases]).toEqual(['itself', true, compared]);
    expect(first.evidence).toMatchObject({ kind: 'certificate', form: 'short' });
    expect(cellsIn(first).every(cellStands)).toBe(true);
    expect(first.notes).toEqual(['short certificate: 10 of 10 cells in use stand on this adapter']);
    // What another model's kernels do on the same engine is another question.
    await run(sound, ['invariant'], { ...options, model: { ...model, checkpoint: { ...model.checkpoint } } });
    expect(cases).toBe(2 * compared);
  });

  test('one moved bit is found, pinned stands in, and that is said first', async () => {
    const certified = await run(broken('invariant'));
    expect(certified.invariantAs).toBe('stand-in');
    expect(certified.notes?.[0]).toMatch(
      /^Guarantee lost: .* pinned stands in for it\. Lost: invariant whole model, batch/,
    );
    expect(
      cellsIn(certified)
        .filter(({ set }) => set === 'pinned')
        .every(cellStands),
    ).toBe(true);
    expect(cellsIn(certified).some(cellLost)).toBe(true);
  });

  test('where pinned is broken too, nothing is claimed', async () => {
    const certified = await run(broken('invariant', 'pinned'));
    expect(certified.invariantAs).toBeNull();
    expect(certified.notes?.[0]).toMatch(
      /^Guarantee lost: a set in use is not invariant here, and nothing stands in for it/,
    );
  });

  test('a pinned arm and a mixed one are tested too, in what they read', async () => {
    const mixed = {
      kernels: { matmul: 'pinned', rmsnorm: 'invariant', attention: 'variant' },
      dtype: 'bf16',
    };
    const certified = await run(broken('pinned'), ['pinned', { ...mixed, weights: 'f16' }]);
    expect(certified.invariantAs).toBeNull();
    const lost = cellsIn(certified).filter(cellLost);
    expect(new Set(lost.map(({ operation, set }) => `${operation} ${set}`))).toEqual(
      new Set(['whole model pinned']),
    );
    const bf16 = cellsIn(certified).filter(({ activations }) => activations === 'bf16');
    expect(new Set(bf16.map(({ operation, set, weights }) => `${operation} ${set} ${weights}`))).toEqual(
      new Set(['matmul pinned f16', 'rmsnorm invariant f16', 'rmsnorm pinned f16']),
    );
  });

  test('weights of another format are another claim', async () => {
    const engine = faultyEngine(({ weights }, plan) => weights === 'bf16' && companyOf(plan));
    const stored = await run(sound, [{ kernels: 'invariant' }], { engine });
    const converted = await run(sound, [{ kernels: 'invariant', weights: 'bf16' }], { engine });
    expect([stored.invariantAs, converted.invariantAs]).toEqual(['itself', null]);
    expect(cellsIn(stored).every(({ weights }) => weights === 'f32')).toBe(true);
    expect(cellsIn(converted).every(({ weights }) => weights === 'bf16')).toBe(true);
  });

  test('activations of another dtype are another claim', async () => {
    const engine = faultyEngine(({ activations }, plan) => activations === 'f16' && companyOf(plan));
    const f32 = await run(sound, ['invariant'], { engine });
    const f16 = await run(sound, [{ kernels: 'invariant', dtype: 'f16' }], { engine });
    expect([f32.invariantAs, f16.invariantAs]).toEqual(['itself', null]);
  });

  test('a blind control says so and takes nothing back', async () => {
    const certified = await run(sound, ['invariant'], { probes: blindProbes() });
    expect(certified.invariantAs).toBe('itself');
    expect(certified.notes?.join()).toContain('the test is blind in invariant attention, batch');
    expect(cellsIn(certified).every(cellStands)).toBe(false);
  });

  test('an earlier full certificate counts where the short form agrees, and only for its own key', async () => {
    const engine = faultyEngine(sound);
    const earlier = await soundBefore;
    const asked: string[] = [];
    const stored = (key: string) => {
      asked.push(key);
      return Promise.resolve(earlier);
    };
    const certified = await run(sound, ['invariant'], { engine, stored });
    expect(certified.evidence).toMatchObject({ kind: 'certificate', form: 'full' });
    expect(asked).toEqual([certificateKey(engine, model, 'test')]);
    const [cell] = cellsIn(certified);
    expect(earlier.cells).toContainEqual(cell);
  });

  test('a refusal found earlier is not undone by the short form', async () => {
    const earlier = await lostBefore;
    const certified = await run(sound, ['invariant'], { stored: () => Promise.resolve(earlier) });
    expect(certified.invariantAs).toBe('stand-in');
    expect(certified.notes?.[0]).toContain('pinned stands in for it');
  });

  test('what stands in for a set that was lost earlier is tested again too', async () => {
    const earlier = await lostBefore;
    const certified = await run(broken('pinned'), ['invariant'], { stored: () => Promise.resolve(earlier) });
    expect(certified.invariantAs).toBeNull();
  });

  test('a control that is blind now is not seen through an earlier one', async () => {
    const earlier = await soundBefore;
    const certified = await run(sound, ['invariant'], {
      probes: blindProbes(),
      stored: () => Promise.resolve(earlier),
    });
    expect(certified.evidence).toMatchObject({ form: 'short' });
    expect(certified.notes?.join()).toContain('the test is blind in invariant attention, batch');
  });

  test('a full certificate that is made between two runs counts in the second', async () => {
    const engine = faultyEngine(sound);
    const before = await run(sound, ['invariant'], { engine, stored: () => Promise.resolve(null) });
    const earlier = await lostBefore;
    const after = await run(sound, ['invariant'], { engine, stored: () => Promise.resolve(earlier) });
    expect([before.invariantAs, after.invariantAs]).toEqual(['itself', 'stand-in']);
  });

  test.each([
    [
      'no claim',
      () => run(broken('invariant'), ['variant']),
      { kind: 'none', why: 'no arm claims invariance' },
    ],
    ['the CPU engine', () => run(sound, ['invariant'], { engine: new CpuEngine() }), { kind: 'replay' }],
    [
      'onnxruntime-web',
      () => run(sound, ['invariant'], { engine: { ...faultyEngine(sound), kind: 'ort-wasm' } }),
      { kind: 'none', why: expect.stringContaining('onnxruntime-web') },
    ],
  ])('%s needs none', async (_, certified, evidence) => {
    expect((await certified()).evidence).toEqual(evidence);
  });
});

const TUNING = {
  busyWorkgroups: 64,
  largeBlocks: false,
  stagedTiles: false,
  meetingThreads: 128,
  dispatchMicroseconds: 2,
};

describe('certificateKey', () => {
  const engine = faultyEngine(sound);
  const claim: Claim = {
    ...{ kernels: allOperations('invariant'), activations: 'f32', weights: 'stored', formats: ['f32'] },
  };
  const keyOf = (changes: Partial<Claim>) =>
    certificateKey(engine, model, 'test', [{ ...claim, ...changes }]);

  test('names engine, adapter, runtime, shapes, and what was tested', () => {
    const changed = [
      keyOf({}),
      keyOf({ activations: 'bf16' }),
      keyOf({ formats: ['bf16'] }),
      keyOf({ kernels: allOperations('pinned') }),
      keyOf({ kernels: { ...allOperations('invariant'), attention: 'pinned' } }),
      certificateKey(engine, model, 'other', [claim]),
      certificateKey({ ...engine, kind: 'cpu' }, model, 'test', [claim]),
      certificateKey({ ...engine, adapter: { ...engine.adapter, device: 'x' } }, model, 'test', [claim]),
      certificateKey(engine, model, 'test'),
      // Other threads are other kernels, and other workgroups other parts.
      ...[TUNING, { ...TUNING, busyWorkgroups: 256 }, { ...TUNING, meetingThreads: 4 }].map((tuning) =>
        certificateKey({ ...engine, tuning }, model, 'test', [claim]),
      ),
    ];
    expect(new Set(changed).size).toBe(changed.length);
    // Weights that are stored as f32 and weights converted to it are the same claim.
    expect(keyOf({ weights: 'f32' })).toBe(keyOf({}));
  });
});
