import type { BatchLatencies, ModelAudit } from './model-audit.ts';

/** Of a thousand requests served by waves, in the currency of the price. */
function costPerThousand(
  { waves, batch }: Pick<BatchLatencies, 'waves' | 'batch'>,
  pricePerHour: number,
): number {
  const mean = waves.reduce((sum, wall) => sum + wall, 0) / waves.length;
  return (1000 * mean * pricePerHour) / (batch * 3_600_000);
}

/** The same at each batch; null: no price is known. */
export function costsPerThousand(
  latencies: readonly BatchLatencies[],
  pricePerHour: number | null,
): number[] | null {
  return pricePerHour === null ? null : latencies.map((each) => costPerThousand(each, pricePerHour));
}

/** The same audit at another price of an hour; null: none is known. */
export function priced(audit: ModelAudit, pricePerHour: number | null): ModelAudit {
  const variants = audit.variants.map((variant) => ({
    ...variant,
    costPerThousand: costsPerThousand(variant.latencies, pricePerHour),
  }));
  return { ...audit, pricePerHour, variants };
}
