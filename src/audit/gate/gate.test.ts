import { describe, expect, test } from 'vitest';
import { benchReport } from '../../bench/testing/bench-report.ts';
import { createRandom } from '../../experiment/random.ts';
import { priced } from '../model/price.ts';
import { asVariant } from './as-variant.ts';
import { gateExitCode, joinGates, judgeBench, judgeGate } from './gate.ts';
import { ARTICLE, madeAudit } from './made-audit.ts';
import { DEFAULT_POLICY, type GatePolicy } from './policy.ts';
import { readGateInput } from './read-baseline.ts';
import { modelAudit, variantAudit } from './testing/model-audit.ts';

type Options = Parameters<typeof variantAudit>[0];

const judge = (before: Options, now: Options, policy: GatePolicy = DEFAULT_POLICY) =>
  judgeGate(modelAudit(variantAudit(before)), modelAudit(variantAudit(now)), policy);
const axes = (...runs: Parameters<typeof judge>) =>
  Object.fromEntries(judge(...runs).axes.map(({ axis, verdict }) => [axis, verdict]));

describe('the verdict by axis', () => {
  test('a run against itself passes on all that it tells', () => {
    const report = judge({ seed: 1 }, { seed: 1 });
    expect(report.axes.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', null, 'pass']);
    expect(gateExitCode(report)).toBe(0);
  });

  test('a slowdown of 30 % stops it by its speed alone', () => {
    expect(axes({ seed: 1 }, { seed: 2, slowdown: 1.3 })).toMatchObject({
      speed: 'fail',
      memory: 'pass',
      quality: 'pass',
    });
  });

  test('noise of 5 % hardly ever fails or blurs an honest run, and 12 waves find a fifth more', () => {
    const random = createRandom(7);
    const speeds = (slowdown: number) =>
      Array.from(
        { length: 30 },
        () => axes({ seed: random.next() }, { seed: random.next(), slowdown }).speed,
      );
    expect(speeds(1).filter((verdict) => verdict === 'pass').length).toBeGreaterThan(27);
    expect(speeds(1.2).filter((verdict) => verdict === 'fail').length).toBeGreaterThan(27);
  });

  test('noise that hides what is asked is unclear, not passed', () => {
    const report = judge({ seed: 1, noise: 0.6 }, { seed: 2, noise: 0.6 });
    expect(report.axes[0].verdict).toBe('unclear');
    expect(gateExitCode(report)).toBe(3);
  });

  test('few waves say nothing, however alike', () => {
    const [{ verdict, because }] = judge({ seed: 1, waves: 4 }, { seed: 1, waves: 4 }).axes[0].checks;
    expect([verdict, because]).toEqual(['unclear', 'fewer than 5 waves']);
  });

  test('one byte of weights more is one too many, and a peak may grow by its tolerance', () => {
    expect(axes({ seed: 1 }, { seed: 1, weights: 1001 }).memory).toBe('fail');
    expect(axes({ seed: 1, weights: 1001 }, { seed: 1 }).memory).toBe('pass');
  });

  test('tasks pair: forty lost fail, twenty lost and won are unclear, and the same bits pass where few tasks would not', () => {
    const lost = Array.from({ length: 40 }, (_, i) => 2 * i);
    const turned = Array.from({ length: 40 }, (_, i) => i);
    const of = (now: Partial<Options>) =>
      judge({ seed: 1 }, { seed: 1, fingerprint: 'other', ...now }).axes[2].checks[0].verdict;
    expect([of({ turned: lost }), of({ turned }), of({})]).toEqual(['fail', 'unclear', 'pass']);
    const few = { seed: 1, tasks: 20 };
    const verdict = (fingerprint: string) => judge(few, { ...few, fingerprint }).axes[2].checks[0].verdict;
    expect([verdict('other'), verdict('abc')]).toEqual(['unclear', 'pass']);
  });

  test('perplexity and KL go by texts', () => {
    const [, perplexity, kl] = judge({ seed: 1 }, { seed: 1, loss: 0.05 }).axes[2].checks;
    expect(perplexity.worse!.estimate).toBeCloseTo(Math.exp(0.05) - 1, 12);
    expect([perplexity.verdict, kl.verdict]).toEqual(['fail', 'fail']);
  });

  test('other bits are told, and block only where the policy says so', () => {
    const other = [{ seed: 1 }, { seed: 1, fingerprint: 'def' }] as const;
    expect(judge(...other)).toMatchObject({ verdict: 'pass' });
    expect(axes(...other).bits).toBe('fail');
    const bits = { mode: 'block', measures: { fingerprint: { tolerance: 0 } } } as const;
    expect(judge(...other, { ...DEFAULT_POLICY, axes: { bits } }).verdict).toBe('fail');
  });
});

describe('a policy', () => {
  const speed = (measures: NonNullable<GatePolicy['axes']['speed']>['measures']): GatePolicy => ({
    ...DEFAULT_POLICY,
    axes: { speed: { mode: 'block', measures } },
  });

  test('a limit holds whatever the baseline was', () => {
    const policy = speed({ 'wave p50': { tolerance: 0.1, limit: 50 } });
    const checks = judge({ seed: 1 }, { seed: 2 }, policy).axes[0].checks;
    expect(checks.map(({ batch, against, verdict }) => `${batch} ${against} ${verdict}`)).toEqual([
      '1 baseline pass',
      '1 limit pass',
      '8 baseline pass',
      '8 limit fail',
    ]);
  });

  test('a percentile needs as many requests as it speaks of', () => {
    const checks = judge({ seed: 1 }, { seed: 2 }, speed({ 'e2el p95': { tolerance: 0.2 } })).axes[0].checks;
    expect(checks.map(({ verdict, because }) => [verdict, because])).toEqual([
      ['unclear', 'fewer than 20 values for a p95'],
      ['pass', null],
    ]);
  });

  test('doubt counts where any check has it, or where all have', () => {
    const measures = { 'wave p50': { tolerance: 0.1 }, 'e2el p99': { tolerance: 0.1 } } as const;
    const verdict = (doubt: GatePolicy['doubt']) =>
      judge({ seed: 1 }, { seed: 2 }, { ...speed(measures), doubt }).verdict;
    expect([verdict('any'), verdict('all')]).toEqual(['unclear', 'pass']);
  });
});

describe('two runs that are not alike', () => {
  test('a baseline that tells nothing of what blocks lets nothing through', () => {
    const { cost } = DEFAULT_POLICY.axes;
    const policy = { ...DEFAULT_POLICY, axes: { cost: { ...cost!, mode: 'block' } } } as const;
    const free = modelAudit(variantAudit({ seed: 1 }));
    const blind = judgeGate(free, free, policy);
    expect(blind).toMatchObject({ verdict: 'unclear', missing: [] });
    expect(blind.caveats[0]).toContain('nothing that blocks was judged');
    const told = judgeGate(priced(free, 1), priced(free, 1), policy);
    expect(told.verdict).toBe('pass');
    const joined = joinGates([blind, told]);
    expect([joined.verdict, joined.caveats]).toEqual(['pass', []]);
  });

  test('milliseconds of another adapter are unclear, bytes and tasks are not', () => {
    const now = modelAudit(variantAudit({ seed: 1 }));
    const other = { ...now, adapter: { ...now.adapter, description: 'another' } };
    const report = judgeGate(now, other, DEFAULT_POLICY);
    expect(report.axes.map(({ verdict }) => verdict)).toEqual(['unclear', 'pass', 'pass', null, 'pass']);
    expect(report.caveats[0]).toContain('another adapter');
  });

  test('a variant that is gone is not passed; others are refused by name', () => {
    const [a, b] = [variantAudit({ seed: 1 }), variantAudit({ seed: 1, id: 'q4' })];
    const report = judgeGate(modelAudit(a, b), modelAudit(a), DEFAULT_POLICY);
    expect(report).toMatchObject({ verdict: 'unclear', missing: ['q4: only in the baseline'] });
    expect(() => judgeGate(modelAudit(a), modelAudit(b), DEFAULT_POLICY)).toThrow(
      'expected one of bf16 in this run, found q4',
    );
    const policy = { ...DEFAULT_POLICY, variants: ['q8'] };
    expect(() => judgeGate(modelAudit(a), modelAudit(b), policy)).toThrow(
      'expected some of the baseline’s bf16, found q8',
    );
    expect(() => judge({ seed: 1 }, { seed: 1, tasks: 99 })).toThrow(
      'expected the baseline’s 200 tasks, found 99',
    );
    expect(judgeGate(modelAudit(a), asVariant(modelAudit(a, b), 'q4', 'bf16'), DEFAULT_POLICY).verdict).toBe(
      'pass',
    );
  });
});

test('10 % more accurate and 300 % slower: quality passes, speed does not', () => {
  const audit = modelAudit(variantAudit({ seed: 1 }));
  const report = judgeGate(audit, madeAudit(audit, 'bf16', ARTICLE), DEFAULT_POLICY);
  const [speed, , quality] = report.axes;
  expect([speed.verdict, quality.verdict, report.verdict]).toEqual(['fail', 'pass', 'fail']);
  expect(speed.checks[0].worse!.estimate).toBeCloseTo(3, 12);
  expect(quality.checks[0].worse!.estimate).toBeCloseTo(-0.05, 12);
});

test('a bench is judged by its steps, and joined with an audit', () => {
  const [before, slow] = [benchReport({ seed: 1 }), benchReport({ seed: 2, slowdown: { invariant: 1.4 } })];
  expect(judgeBench([before], [before], DEFAULT_POLICY).verdict).toBe('pass');
  const bench = judgeBench([before], [slow], DEFAULT_POLICY);
  expect(bench.axes[0].checks.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
  const joined = joinGates([judge({ seed: 1 }, { seed: 1 }), bench]);
  expect(joined.verdict).toBe('fail');
  expect(joined.axes[0].checks).toHaveLength(4);
});

describe('a baseline’s file', () => {
  const audit = modelAudit(variantAudit({ seed: 1 }));

  test('an audit and a bench are told apart and come back as they were', () => {
    expect(readGateInput(JSON.stringify(audit))).toEqual({ kind: 'audit', audit });
    const bench = { version: 1, reports: [benchReport({ seed: 1 })] };
    expect(readGateInput(JSON.stringify(bench))).toEqual({ kind: 'bench', bench });
  });

  test.each([
    ['{"a":1}', 'expected an audit of a model'],
    ['{', 'line 1'],
    [JSON.stringify({ ...audit, version: 2 }), 'version: expected 1, found 2'],
    [
      JSON.stringify({ ...audit, variants: [{ ...audit.variants[0], memory: { weights: -1 } }] }),
      'variants[0].memory.weights: expected at least 0, found -1',
    ],
  ])('%s: refused by its place', (text, problem) => {
    expect(() => readGateInput(text)).toThrow(problem);
  });
});

describe('what a baseline may hold', () => {
  const audit = () => modelAudit(variantAudit({ seed: 1 }));
  const read = (value: unknown) => () => readGateInput(JSON.stringify(value));

  test('each variant and each batch once', () => {
    const { variants, ...rest } = audit();
    expect(read({ ...rest, variants: [...variants, variants[0]] })).toThrow(
      /^variants\[1\]\.id: expected each once/,
    );
    const [{ latencies, ...variant }] = variants;
    const twice = { ...variant, latencies: [...latencies, latencies[0]] };
    expect(read({ ...rest, variants: [twice] })).toThrow(
      /^variants\[0\]\.latencies\[\d\]\.batch: expected each once/,
    );
  });

  test('no waves, or none that took time: told, not passed', () => {
    const { variants, ...rest } = audit();
    for (const waves of [[], [0, 0, 0, 0, 0]]) {
      const latencies = variants[0].latencies.map((each) => ({ ...each, waves }));
      const empty = { ...rest, variants: [{ ...variants[0], latencies }] };
      const report = judgeGate(empty, empty, DEFAULT_POLICY);
      expect(report.axes[0].verdict).toBe('unclear');
    }
  });

  test('another model under the same id is said', () => {
    const now = audit();
    const variants = now.variants.map((each) => ({ ...each, model: { ...each.model, hash: 'sha256:00' } }));
    expect(judgeGate(audit(), { ...now, variants }, DEFAULT_POLICY).caveats).toEqual([
      expect.stringContaining('another model'),
    ]);
  });

  test('a policy of which the baseline tells nothing passes nothing', () => {
    const axes = { speed: { mode: 'block', measures: { step: { tolerance: 0.1 } } } } as const;
    const report = judgeGate(audit(), audit(), { ...DEFAULT_POLICY, axes });
    expect(gateExitCode(report)).toBe(3);
  });
});
