import { caseName } from '../../bench/bench-case.ts';
import { compareBenches } from '../../bench/compare.ts';
import type { BenchReport } from '../../bench/report.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { ModelAudit, VariantAudit } from '../model/model-audit.ts';
import { check, rulesOf } from './check.ts';
import { bitsChecks, costChecks, memoryChecks } from './exact.ts';
import { GateError } from './gate-error.ts';
import { GATE_AXES, type GateAxis, type Measure } from './measures.ts';
import type { GatePolicy, GateRule } from './policy.ts';
import { qualityChecks } from './quality.ts';
import type { AxisReport, GateCheck, GateReport, GateVerdict } from './report.ts';
import { speedChecks } from './speed.ts';

type Found = Pick<GateReport, 'missing' | 'caveats'> & { readonly checks: readonly GateCheck[] };

/**
 * Holds what was measured now against a baseline: each variant against the one of its id. The baseline says what is judged; what it tells and
 * this run does not is unclear, not passed. Throws GateError where no variant is in both, or their tasks or texts are others.
 */
export function judgeGate(baseline: ModelAudit, now: ModelAudit, policy: GatePolicy): GateReport {
  return reportOf(policy, auditFound(baseline, now, policy));
}

/** The same of a bench's steps, in units of its yardstick: the axis speed alone. Throws GateError where the two have no case in common. */
export function judgeBench(
  baseline: readonly BenchReport[],
  now: readonly BenchReport[],
  policy: GatePolicy,
): GateReport {
  return reportOf(policy, benchFound(baseline, now, policy));
}

/** One gate of an audit and a bench. */
export function joinGates(reports: readonly GateReport[]): GateReport {
  const all = <Value>(of: (report: GateReport) => readonly Value[]) => reports.flatMap(of);
  return reportOf(reports[0].policy, {
    checks: all(({ axes }) => axes.flatMap(({ checks }) => checks)),
    missing: all(({ missing }) => missing),
    caveats: [...new Set(all(({ caveats }) => caveats))].filter((each) => each !== NOTHING_JUDGED),
  });
}

/** A report that says what else there is to know of its runs. */
export function withCaveat(report: GateReport, caveat: string): GateReport {
  return { ...report, caveats: [caveat, ...report.caveats] };
}

/** For a build server: 0 passed, 1 failed, 3 it could not be told; 2 is for input that is none. */
export function gateExitCode({ verdict }: GateReport): 0 | 1 | 3 {
  return verdict === 'fail' ? 1 : verdict === 'unclear' ? 3 : 0;
}

function auditFound(baseline: ModelAudit, now: ModelAudit, policy: GatePolicy): Found {
  const asked = askedOf(baseline, policy);
  const pairs = asked.map((before) => ({ before, now: now.variants.find(({ id }) => id === before.id) }));
  const both = pairs.flatMap(({ before, now: current }) => (current ? [{ before, now: current }] : []));
  if (both.length === 0)
    throw new GateError(
      `variants: expected one of ${asked.map(({ id }) => id).join(', ')} in this run, found ${now.variants.map(({ id }) => id).join(', ')}`,
    );
  const caveats = [...caveatsOf(baseline, now), ...both.flatMap(modelCaveats)];
  const timed = { ...policy, confidence: comparable(baseline, now) ? policy.confidence : null };
  return {
    checks: both.flatMap((pair) =>
      GATE_AXES.flatMap((axis) =>
        rulesOf(policy.axes[axis]).flatMap(([measure, rule]) =>
          checksOf(axis, measure, rule, pair, policy, timed),
        ),
      ),
    ),
    missing: pairs.flatMap(({ before, now: current }) =>
      current ? [] : [`${before.id}: only in the baseline`],
    ),
    caveats,
  };
}

/** The baseline's variants that the policy names. Throws GateError for one that it does not have. */
function askedOf({ variants }: ModelAudit, policy: GatePolicy): readonly VariantAudit[] {
  return (
    policy.variants?.map((id) => {
      const found = variants.find((each) => each.id === id);
      if (found) return found;
      throw new GateError(
        `variants: expected some of the baseline’s ${variants.map((each) => each.id).join(', ')}, found ${id}`,
      );
    }) ?? variants
  );
}

function checksOf(
  axis: GateAxis,
  measure: Measure,
  rule: GateRule,
  { before, now }: { readonly before: VariantAudit; readonly now: VariantAudit },
  { confidence }: GatePolicy,
  timed: { readonly confidence: number | null },
): GateCheck[] {
  switch (axis) {
    case 'speed':
      return speedChecks(measure, rule, before, now, timed.confidence);
    case 'memory':
      return memoryChecks(measure, rule, before, now);
    case 'quality':
      return qualityChecks(measure, rule, before, now, confidence);
    case 'cost':
      return costChecks(measure, rule, before, now, timed.confidence);
    case 'bits':
      return bitsChecks(measure, rule, before, now);
  }
}

function benchFound(before: readonly BenchReport[], now: readonly BenchReport[], policy: GatePolicy): Found {
  const rule = rulesOf(policy.axes.speed).find(([measure]) => measure === 'step')?.[1];
  if (!rule) return { checks: [], missing: [], caveats: [] };
  try {
    const { changes, missing, caveats } = compareBenches(before, now, rule.tolerance, policy.confidence);
    const checks = changes.map(({ model, case: benchCase, engine, ratio, n }) =>
      check('speed', 'step', {
        ...{ of: `${model}, ${caseName(benchCase)}, ${engine}`, batch: benchCase.batch, against: 'baseline' },
        ...{ unit: 'yardsticks', before: 1, now: ratio.estimate, relative: true, by: 'bootstrap', n },
        worse: { estimate: ratio.estimate - 1, low: ratio.low - 1, high: ratio.high - 1 },
        tolerance: rule.tolerance,
      }),
    );
    return { checks, missing: missing.filter((line) => line.endsWith('before')), caveats };
  } catch (cause) {
    throw cause instanceof RangeError ? new GateError(cause.message, { cause }) : cause;
  }
}

function reportOf(policy: GatePolicy, { checks, missing, caveats }: Found): GateReport {
  const axes = GATE_AXES.map((axis): AxisReport => {
    const own = checks.filter((each) => each.axis === axis);
    return { axis, mode: policy.axes[axis]?.mode ?? 'off', verdict: axisVerdict(own, policy), checks: own };
  });
  const blocking = axes.filter(({ mode }) => mode === 'block');
  const verdicts = blocking.flatMap(({ verdict }) => (verdict ? [verdict] : []));
  const told = { version: 1, policy, axes, missing } as const;
  // A baseline that tells nothing of what blocks would let everything through.
  if (blocking.length > 0 && verdicts.length === 0)
    return { ...told, verdict: 'unclear', caveats: [NOTHING_JUDGED, ...caveats] };
  return { ...told, verdict: overall(verdicts, missing), caveats };
}

const NOTHING_JUDGED = 'nothing that blocks was judged: the baseline tells none of it';

function axisVerdict(checks: readonly GateCheck[], { doubt }: GatePolicy): GateVerdict | null {
  if (checks.length === 0) return null;
  const verdicts = checks.map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  const unclear = verdicts.filter((verdict) => verdict === 'unclear').length;
  return unclear === verdicts.length || (doubt === 'any' && unclear > 0) ? 'unclear' : 'pass';
}

function overall(verdicts: readonly GateVerdict[], missing: readonly string[]): GateVerdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('unclear') || missing.length > 0 ? 'unclear' : 'pass';
}

/** Whether milliseconds of one run mean the same in the other. */
function comparable(a: ModelAudit, b: ModelAudit): boolean {
  return a.engine === b.engine && adapterName(a.adapter) === adapterName(b.adapter);
}

/** An id may stand for anything. */
function modelCaveats({
  before,
  now,
}: {
  readonly before: VariantAudit;
  readonly now: VariantAudit;
}): string[] {
  const model = ({ model: { name, hash } }: VariantAudit) =>
    `${name} (${hash.replace('sha256:', '').slice(0, 12)})`;
  const numbers = ({ set, activations, weights }: VariantAudit) =>
    `${set}, ${activations}, ${weights} weights`;
  return [
    ...(before.model.hash === now.model.hash
      ? []
      : [`${before.id}: another model: ${model(before)} before, ${model(now)} now`]),
    ...(numbers(before) === numbers(now)
      ? []
      : [`${before.id}: another setting: ${numbers(before)} before, ${numbers(now)} now`]),
  ];
}

function caveatsOf(before: ModelAudit, now: ModelAudit): string[] {
  const differing = (what: string, of: (audit: ModelAudit) => string) => {
    const [a, b] = [of(before), of(now)];
    return a === b ? [] : [`another ${what}: ${a} before, ${b} now`];
  };
  return [
    ...differing('adapter', ({ adapter }) => adapterName(adapter)),
    ...differing('engine', ({ engine }) => engine),
    ...differing('host', ({ host }) => host),
    ...differing('form', ({ form }) => form),
    ...differing('price per hour', ({ pricePerHour }) => String(pricePerHour ?? 'none')),
  ];
}
