import { clopperPearson } from '../../numerics/inference/clopper-pearson.ts';
import { pairedShares } from '../../numerics/inference/paired-shares.ts';
import type { QualityAudit, TextQuality, VariantAudit } from '../model/model-audit.ts';
import { exactly, type Reading, readingChecks } from './check.ts';
import { GateError } from './gate-error.ts';
import type { Measure } from './measures.ts';
import type { GateRule } from './policy.ts';
import type { GateCheck, Worsening } from './report.ts';
import { drawn, LEAST_UNITS } from './units.ts';

/** What a variant is worth, against the baseline's on the same tasks and texts. Throws GateError where they are not the same. */
export function qualityChecks(
  measure: Measure,
  rule: GateRule,
  before: VariantAudit,
  now: VariantAudit,
  confidence: number,
): GateCheck[] {
  const reading = readingOf(measure, before, now, confidence);
  return reading ? readingChecks('quality', measure, rule, reading) : [];
}

function readingOf(
  measure: Measure,
  before: VariantAudit,
  now: VariantAudit,
  confidence: number,
): Reading | null {
  if (measure === 'tasks') return before.quality.passed.length > 0 ? tasks(before, now, confidence) : null;
  const paired = pairTexts(before, now);
  if (measure === 'perplexity') return perplexity(before.id, paired, confidence);
  return before.quality.kl === null ? null : divergence(before, now, paired, confidence);
}

function tasks(before: VariantAudit, now: VariantAudit, confidence: number): Reading {
  const [then, current] = [before.quality.passed, now.quality.passed];
  const told = current.length > 0;
  if (told && then.length !== current.length)
    throw new GateError(
      `${before.id}: expected the baseline’s ${then.length} tasks, found ${current.length}: tasks pair by their place`,
    );
  const passed = (list: QualityAudit['passed']) => list.filter(Boolean).length;
  const counts = {
    onlyA: then.filter((pass, i) => pass && !current[i]).length,
    onlyB: current.filter((pass, i) => pass && !then[i]).length,
    pairs: then.length,
  };
  const same = told && counts.onlyA + counts.onlyB === 0 && sameBits(before, now);
  return {
    ...{ of: before.id, batch: null, unit: 'share', relative: false },
    by: same ? 'exact' : 'paired',
    n: same ? null : then.length,
    before: passed(then) / then.length,
    now: told ? passed(current) / current.length : null,
    change: () => (same ? exactly(0) : worse(pairedShares(counts, 1 - confidence))),
    beyond: (limit) => {
      const { low, high } = clopperPearson(passed(current), current.length, 1 - confidence);
      return { estimate: limit - passed(current) / current.length, low: limit - high, high: limit - low };
    },
    because: same
      ? 'the same bits, the same answers'
      : `${counts.onlyA} no longer passed, ${counts.onlyB} newly passed, of ${counts.pairs}`,
  };
}

/** A variant whose fixed prompt has the same bits under the same weights computes the same. */
function sameBits(a: VariantAudit, b: VariantAudit): boolean {
  return a.fingerprint === b.fingerprint && a.model.hash === b.model.hash;
}

interface Pairs {
  readonly then: readonly TextQuality[];
  readonly now: readonly TextQuality[];
  /** Whether both cut the texts into the same tokens. */
  readonly alike: boolean;
}

function pairTexts(before: VariantAudit, now: VariantAudit): Pairs {
  const [then, current] = [before.quality.texts, now.quality.texts];
  if (then.length !== current.length)
    throw new GateError(
      `${before.id}: expected the baseline’s ${then.length} texts, found ${current.length}: texts pair by their place`,
    );
  return { then, now: current, alike: then.every(({ tokens }, i) => tokens === current[i].tokens) };
}

function perplexity(of: string, pairs: Pairs, confidence: number): Reading {
  const { then, now: current, alike } = pairs;
  const rate = (list: readonly TextQuality[], weights: Float64Array) =>
    share(list, weights, ({ loss }) => loss);
  const ones = new Float64Array(then.length).fill(1);
  return {
    ...{ of, batch: null, unit: 'perplexity', by: 'bootstrap', relative: true, n: then.length },
    before: Math.exp(rate(then, ones)),
    now: Math.exp(rate(current, ones)),
    change: () => {
      const grown = (weights: Float64Array) => Math.exp(rate(current, weights) - rate(then, weights)) - 1;
      return alike ? drawn([then.length], grown, confidence) : null;
    },
    beyond: (limit) =>
      drawn([then.length], (weights) => Math.exp(rate(current, weights)) / limit - 1, confidence),
    doubt: alike ? TOO_FEW : OTHER_TOKENS,
  };
}

function divergence(
  before: VariantAudit,
  now: VariantAudit,
  { then, now: current }: Pairs,
  confidence: number,
): Reading {
  const rate = (list: readonly TextQuality[], weights: Float64Array) =>
    share(list, weights, ({ kl }) => kl ?? Number.NaN);
  return {
    ...{ of: before.id, batch: null, unit: 'nats', by: 'bootstrap', relative: false, n: then.length },
    before: before.quality.kl as number,
    now: now.quality.kl,
    change: () => drawn([then.length], (weights) => rate(current, weights) - rate(then, weights), confidence),
    beyond: (limit) => drawn([then.length], (weights) => rate(current, weights) - limit, confidence),
    doubt: TOO_FEW,
  };
}

const OTHER_TOKENS = 'another vocabulary: its tokens are others';
const TOO_FEW = `fewer than ${LEAST_UNITS} texts`;

/** Of a sum over all tokens, the part of one. */
function share(
  list: readonly TextQuality[],
  weights: Float64Array,
  of: (text: TextQuality) => number,
): number {
  const sum = (each: (text: TextQuality) => number) =>
    list.reduce((all, text, i) => all + weights[i] * each(text), 0);
  return sum(of) / sum(({ tokens }) => tokens);
}

function worse({ value, low, high }: { value: number; low: number; high: number }): Worsening {
  return { estimate: value, low, high };
}
