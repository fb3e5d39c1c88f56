import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../../numerics/dtypes.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellBlind, cellLost, cellStands } from '../../results/certificate-cell.ts';
import type { Engine } from '../../steps/engine.ts';
import { certify } from './certify.ts';
import { type Claim, fullClaims } from './claims.ts';
import { mixtureLike } from './mixture-cases.ts';
import { mixtureControls } from './mixture-controls.ts';
import type { OperationProbes } from './probes.ts';
import { REPLAY_PROBES, replayProbes } from './replay-probes.ts';

const experts = { count: 6, perToken: 2, normalised: true };
const checkpoint = syntheticCheckpoint({ vocabSize: 96, experts }, { seed: 1, dtype: 'F32' });
const model = { ...idModel(), checkpoint };
const claim: Claim = {
  ...{ kernels: allOperations('invariant'), activations: 'bf16', weights: 'stored', formats: ['f32'] },
};

const certifyOf = (probes: OperationProbes = REPLAY_PROBES, engine: Engine = new CpuEngine()) =>
  certify({ engine, gpu: null, model, key: 'k', form: 'short', claims: [claim], probes });
const named = (cells: readonly { operation: string; invariance: string }[]) =>
  cells.map(({ operation, invariance }) => `${operation}, ${invariance}`);

/** The arms' experts have so much room, whoever opens them. */
function engineWith(capacity: number): Engine {
  const cpu = new CpuEngine();
  return {
    ...{ kind: 'cpu', adapter: cpu.adapter, unload: () => undefined, destroy: () => undefined },
    probeArithmetic: () => cpu.probeArithmetic(),
    probePortable: () => cpu.probePortable(),
    load: (of) => {
      const sound = cpu.load(of);
      return { openArm: (spec) => sound.openArm({ ...spec, experts: { capacity } }) };
    },
  };
}

describe('the certificate of a mixture of experts', () => {
  test('has a cell of router and experts, which stands with room for all', async () => {
    const { cells, cases, passed } = await certifyOf();
    expect(cells.filter((cell) => !cellStands(cell))).toEqual([]);
    expect(named(cells)).toContain('experts, batch');
    expect([cells.length, passed]).toEqual([11, true]);
    const controls = cases.filter(({ kind, name }) => kind === 'control' && name.startsWith('experts, '));
    expect(controls.map(({ outcome }) => outcome)).toEqual(controls.map(() => 'passed'));
    expect(controls.filter(({ name }) => name.includes('room for')).length).toBeGreaterThan(0);
  });

  test('loses that cell, and those of the model, where experts are full', async () => {
    const full: OperationProbes = {
      ...REPLAY_PROBES,
      experts: (mixture, ...rest) => REPLAY_PROBES.experts({ ...mixture, capacity: 0.5 }, ...rest),
    };
    const { cells } = await certifyOf(full, engineWith(0.5));
    expect(named(cells.filter(cellLost))).toEqual([
      'experts, batch',
      'whole model, batch',
      'whole model, chunking',
      'whole model, cache',
      'whole model, width',
    ]);
  });

  test('is blind there where a probe leaves nobody out', async () => {
    const { cells } = await certifyOf({
      ...REPLAY_PROBES,
      experts: (mixture, ...rest) => REPLAY_PROBES.experts({ ...mixture, capacity: null }, ...rest),
    });
    expect(cells.filter(cellLost)).toEqual([]);
    expect(named(cells.filter(cellBlind))[0]).toBe('experts, batch');
  });

  test('claims nothing of q8 activations, which no mixture reads', () => {
    expect(fullClaims(checkpoint).filter(({ quantize }) => quantize)).toEqual([]);
    expect(fullClaims(idModel().checkpoint).filter(({ quantize }) => quantize)).not.toEqual([]);
  });
});

const SIZES = [
  {
    name: 'several chunks',
    hiddenSize: 200,
    intermediateSize: 72,
    of: { count: 40, perToken: 8, normalised: false },
  },
  {
    name: 'odd sizes',
    hiddenSize: 36,
    intermediateSize: 22,
    of: { count: 7, perToken: 3, normalised: false },
  },
  {
    name: 'whole blocks',
    hiddenSize: 96,
    intermediateSize: 64,
    of: { count: 8, perToken: 2, normalised: true },
  },
];

describe.each(SIZES)('the controls of experts, $name', ({ name, of, ...sizes }) => {
  const config = { ...checkpoint.config, ...sizes, experts: of };

  test.each(ACTIVATION_DTYPES)('differ in every format of weights, %s activations', async (activations) => {
    const found: string[] = [];
    for (const weights of PACKED_DTYPES) {
      const mixture = mixtureLike(config, activations, weights)!;
      for await (const finding of mixtureControls(replayProbes('fused'), mixture)) {
        if ('skipped' in finding) found.push(`${weights}: ${finding.skipped}`);
        else
          expect([finding.name, weights, finding.comparison.differing > 0]).toEqual([
            finding.name,
            weights,
            true,
          ]);
      }
    }
    expect(found).toEqual(
      name === 'odd sizes'
        ? ['q8', 'q4'].map(
            (weights) => `${weights}: blocks of weights leave nothing beside a large one in so short a sum`,
          )
        : [],
    );
  });
});
