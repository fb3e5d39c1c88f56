import type { MemoryAudit, VariantAudit } from '../model/model-audit.ts';
import { check, exactly, type Reading, readingChecks } from './check.ts';
import type { Measure } from './measures.ts';
import type { GateRule } from './policy.ts';
import type { GateCheck } from './report.ts';
import { OTHER_DEVICE, ratios } from './speed.ts';
import { unitsOf } from './units.ts';

const MEMORY: Readonly<Partial<Record<Measure, keyof MemoryAudit>>> = {
  weights: 'weights',
  kv: 'kvPerRequest',
  scratch: 'scratch',
  peak: 'peak',
};

/** Bytes are counted, not estimated. */
export function memoryChecks(
  measure: Measure,
  rule: GateRule,
  before: VariantAudit,
  now: VariantAudit,
): GateCheck[] {
  const field = MEMORY[measure];
  if (!field || !before.memory) return [];
  const [then, current] = [before.memory[field], now.memory?.[field] ?? null];
  return readingChecks('memory', measure, rule, {
    ...{ of: before.id, batch: null, unit: 'bytes', by: 'exact', relative: true, n: null },
    before: then,
    now: current,
    // From nothing to something is no share; any tolerance is too small for it.
    change: () => exactly(current === then ? 0 : Math.min(1e9, (current ?? 0) / then - 1)),
    beyond: (limit) => exactly(limit === 0 ? Math.min(1e9, current ?? 0) : (current ?? 0) / limit - 1),
  });
}

/** What 1,000 requests cost at each batch: a price that is known exactly, of times that are drawn. `confidence` as in `speedChecks`. */
export function costChecks(
  measure: Measure,
  rule: GateRule,
  before: VariantAudit,
  now: VariantAudit,
  confidence: number | null,
): GateCheck[] {
  const costs = before.costPerThousand;
  if (!costs) return [];
  return before.latencies.flatMap(({ batch, waves }, i) => {
    const place = now.latencies.findIndex((each) => each.batch === batch);
    const current = place < 0 ? null : (now.costPerThousand?.[place] ?? null);
    const units = [waves, now.latencies[place]?.waves ?? []].map((list, side) =>
      priced(list, side === 0 ? costs[i] : (current ?? 0)),
    );
    const reading: Reading = {
      ...{ of: before.id, batch, unit: 'price', by: 'bootstrap', relative: true },
      n: Math.min(...units.map(({ count }) => count)),
      before: costs[i],
      now: current,
      ...ratios(units[0], units[1], confidence),
      doubt: confidence === null ? OTHER_DEVICE : 'too few waves',
    };
    return readingChecks('cost', measure, rule, reading);
  });
}

/** Waves as what they cost: in proportion to their time, with the cost that was told as their mean. */
function priced(waves: readonly number[], cost: number) {
  const mean = waves.reduce((sum, wave) => sum + wave, 0) / waves.length;
  return unitsOf(
    waves.map((wave) => (wave / mean) * cost),
    1,
    'mean',
  );
}

/** Whether a fixed prompt gives the same bits; what else is another says why it may not. */
export function bitsChecks(
  measure: Measure,
  _: GateRule,
  before: VariantAudit,
  now: VariantAudit,
): GateCheck[] {
  const same = before.fingerprint === now.fingerprint;
  return [
    check('bits', measure, {
      ...{ of: before.id, batch: null, against: 'baseline', unit: 'bits', relative: false, tolerance: 0 },
      ...{ before: before.fingerprint, now: now.fingerprint, by: 'exact', n: null },
      worse: exactly(same ? 0 : 1),
      because: same ? null : otherArithmetic(before, now),
    }),
  ];
}

function otherArithmetic(before: VariantAudit, now: VariantAudit): string {
  const differing = [
    ...(before.model.hash === now.model.hash
      ? []
      : [`another model: ${before.model.name} before, ${now.model.name} now`]),
    ...(['weights', 'activations', 'set'] as const).flatMap((field) =>
      before[field] === now[field]
        ? []
        : [`other ${WORDS[field]}: ${before[field]} before, ${now[field]} now`],
    ),
  ];
  return differing.length > 0 ? differing.join('; ') : 'the same weights and settings, another arithmetic';
}

const WORDS = { weights: 'weights', activations: 'activations', set: 'kernels' } as const;
