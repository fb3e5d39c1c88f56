import type { ModelAudit, Percentiles, QualityAudit, VariantAudit } from '../model/model-audit.ts';
import { GateError } from './gate-error.ts';

/** By how much a made-up variant is better and slower than a measured one, as shares: 0.1 and 3 are 10 % and 300 %. */
export interface Made {
  readonly accuracy: number;
  readonly slowdown: number;
}

/** The article's case. */
export const ARTICLE: Made = { accuracy: 0.1, slowdown: 3 };

/**
 * A variant that nobody measured, from one that was: times and costs grown by `slowdown`, and so many more tasks passed that the share grows by
 * `accuracy`, or all of them; perplexity, KL and memory as they were. Its bits are others. Throws GateError where there are no tasks.
 */
export function madeAudit(audit: ModelAudit, id: string, { accuracy, slowdown }: Made): ModelAudit {
  const of = audit.variants.find((each) => each.id === id);
  if (!of) throw new GateError(`variant: expected one of the audit’s, found ${id}`);
  const times = 1 + slowdown;
  const made: VariantAudit = {
    ...of,
    latencies: of.latencies.map((each) => ({
      ...each,
      waves: each.waves.map((wave) => wave * times),
      ttft: grown(each.ttft, times),
      tpot: grown(each.tpot, times),
      e2el: grown(each.e2el, times),
      tokensPerSecond: each.tokensPerSecond / times,
    })),
    quality: better(of.quality, accuracy),
    fingerprint: `made from ${of.fingerprint}`,
    costPerThousand: of.costPerThousand?.map((cost) => cost * times) ?? null,
  };
  return { ...audit, variants: [made] };
}

function grown({ n, mean, p50, p95, p99, values }: Percentiles, times: number): Percentiles {
  const scaled = { n, mean: mean * times, p50: p50 * times, p95: p95 * times, p99: p99 * times };
  return { ...scaled, ...(values && { values: values.map((value) => value * times) }) };
}

/** The first tasks that were not passed are now. */
function better(quality: QualityAudit, accuracy: number): QualityAudit {
  if (quality.passed.length === 0) throw new GateError('quality.passed: expected tasks, found none');
  const passed = quality.passed.filter(Boolean).length;
  let more = Math.round(passed * accuracy);
  return { ...quality, passed: quality.passed.map((pass) => (pass || more-- > 0 ? 1 : 0)) };
}
