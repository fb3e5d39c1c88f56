import { describe, expect, test } from 'vitest';
import type { ArmSpec, Engine } from '../../engine/engine.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { rowCount, type StepPlan } from '../../plan/step-plan.ts';
import { CpuEngine } from '../../reference/cpu.ts';
import { idModel } from '../testing/fake-engine.ts';
import { type CertificateCase, certifiedSet } from './certificate.ts';
import { certify } from './certify.ts';
import { certifyRun } from './session.ts';

const model = idModel();

/** An adapter on which some sets are broken: one bit of one logit moves as soon as the batch is larger than one row. */
function brokenEngine(broken: readonly string[]): Engine {
  const cpu = new CpuEngine(model.checkpoint);
  return {
    kind: 'webgpu',
    adapter: cpu.adapter,
    probeArithmetic: () => cpu.probeArithmetic(),
    destroy: () => cpu.destroy(),
    async openArm(spec: ArmSpec) {
      const arm = await cpu.openArm(spec);
      const faulty = broken.includes(spec.kernels.matmul);
      const step = async (plan: StepPlan) => {
        const output = await arm.step(plan);
        if (faulty && rowCount(plan) > 1) {
          for (const { logits } of output.samples) new Uint32Array(logits.buffer)[5] ^= 1;
        }
        return output;
      };
      return { step, destroy: () => arm.destroy() };
    },
  };
}

const experiment = (kernels: string) =>
  parseExperiment({
    version: 1,
    title: 'claim',
    requests: [{ id: 'p', role: 'probe', promptIds: [1] }],
    arms: [{ name: 'a', requests: ['p'], kernels, dtype: 'f32' }],
  });

const run = (broken: readonly string[], kernels = 'invariant') =>
  certifyRun({ engine: brokenEngine(broken), model, experiment: experiment(kernels), userAgent: 'test' });

describe('certificate', () => {
  test('the CPU engine, which replays the plans, passes every claim of invariance', async () => {
    const heard: CertificateCase[] = [];
    const engine = new CpuEngine(model.checkpoint);
    const onCase = (found: CertificateCase) => heard.push(found);
    const certificate = await certify({ engine, model, key: 'k', form: 'full', dtypes: ['bf16'], onCase });
    expect(heard).toEqual(certificate.cases);
    expect(certificate.cases.filter(({ claim, passed }) => claim !== 'negative control' && !passed)).toEqual(
      [],
    );
    expect(certificate.cases.filter(({ claim }) => claim === 'invariance')).toHaveLength(24);
    expect(certifiedSet(certificate)).toBe('invariant');
  });

  test('one moved bit is found, and pinned stands in', async () => {
    const { invariantAs, notes } = await run(['invariant']);
    expect(invariantAs).toBe('pinned');
    expect(notes?.[0]).toContain('pinned stands in for it');
  });

  test('where pinned is broken too, nothing is claimed', async () => {
    const { invariantAs, notes } = await run(['invariant', 'pinned']);
    expect(invariantAs).toBeNull();
    expect(notes?.[0]).toContain('no set is known to be batch-invariant here');
  });

  test('a sound adapter is certified once a session', async () => {
    const engine = brokenEngine([]);
    let cases = 0;
    const options = {
      engine,
      model,
      experiment: experiment('invariant'),
      userAgent: 'test',
      onCase: () => cases++,
    };
    const first = await certifyRun(options);
    const compared = cases;
    expect(await certifyRun(options)).toEqual(first);
    expect([first.invariantAs, compared > 0, cases]).toEqual(['invariant', true, compared]);
  });

  test('an experiment that claims no invariance needs none', async () => {
    expect(await run(['invariant'], 'variant')).toEqual({});
  });

  test('a refusal found earlier is not undone by the short form', async () => {
    const engine = brokenEngine(['invariant']);
    const earlier = await certify({ engine, model, key: 'k', form: 'full', dtypes: ['f32'] });
    const stored = () => Promise.resolve(earlier);
    const sound = { engine: brokenEngine([]), model, experiment: experiment('invariant'), userAgent: 'test' };
    expect((await certifyRun({ ...sound, stored })).invariantAs).toBe('pinned');
  });
});
