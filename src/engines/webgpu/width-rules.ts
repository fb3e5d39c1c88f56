import type { BufferPool } from '../../gpu/buffers.ts';
import { ruleWords } from '../../kernels/widths.ts';
import { type DynamicWidths, rulesOf, WIDE_PRODUCTS, type WideProduct } from '../../steps/dynamic-widths.ts';

/** A layer's rules as they lie on the device. */
export type LayerRules = Readonly<Record<WideProduct, GPUBuffer>>;

/** Uploads the rules of an arm, for as long as its pool lives. Throws RangeError where nobody calibrated them. */
export function uploadRules(pool: BufferPool, dynamic: DynamicWidths): LayerRules[] {
  return rulesOf(dynamic).map((layer) => {
    const buffers = WIDE_PRODUCTS.map((name) => {
      const { projection, threshold } = layer[name];
      return [name, pool.upload('width_rule', ruleWords(projection, threshold))] as const;
    });
    return Object.fromEntries(buffers) as Record<WideProduct, GPUBuffer>;
  });
}
