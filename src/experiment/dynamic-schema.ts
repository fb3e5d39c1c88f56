import { z } from 'zod';
import { WIDTH_CHOICES } from '../numerics/dtypes.ts';
import { between } from './field-schemas.ts';

/** Two widths for each product of a layer, chosen by an estimated error: `DynamicWidths` of steps/dynamic-widths.ts. */
export const dynamicSchema = z
  .strictObject({
    /** The smaller format; the larger is the arm's weights. */
    low: z.enum(['q8', 'q4']).default('q4'),
    /** Mean bits a weight of the layers' products: thresholds are calibrated for it. */
    targetBits: between(4, 32),
    /** Who chooses: each row, all rows of a step together, or calibration once and for all. */
    per: z.enum(WIDTH_CHOICES).default('row'),
  })
  .readonly();

/** What an arm begins with that comes to have two widths: between what products take in q4 and in q8. */
export const DEFAULT_DYNAMIC = { low: 'q4', targetBits: 6, per: 'row' } as const;

interface DynamicArm {
  readonly dynamic?: z.output<typeof dynamicSchema>;
  readonly weights: string;
  readonly quantize?: string;
  readonly shaders?: { readonly matmul?: unknown };
  readonly verify?: unknown;
  readonly speculation?: unknown;
  readonly experts?: { readonly capacity: number | null };
  readonly serving?: Readonly<Partial<Record<'precision' | 'route' | 'faults', unknown>>>;
}

/** Why an arm cannot choose widths; null where it can, or has one. */
export function dynamicProblem({ dynamic, weights, ...arm }: DynamicArm): string | null {
  if (!dynamic) return null;
  const { quantize = 'none', shaders, verify, speculation, experts, serving } = arm;
  const not = (what: string, why: string) => `two widths do not go with ${what}: ${why}`;
  if (weights === dynamic.low)
    return `expected weights that are larger than the smaller width, found ${weights} for both`;
  if (quantize !== 'none')
    return not('q8 activations', 'blocks of one format would have to meet scales made for another');
  if (shaders?.matmul !== undefined)
    return not('a matmul of one’s own', 'whose sums nobody could choose between');
  if (experts) return not('a capacity of experts', 'a mixture’s products choose their weights already');
  if (serving?.precision !== undefined)
    return not('layers that are lowered under load', 'a layer would have two smaller formats');
  if (serving?.route !== undefined || serving?.faults !== undefined)
    return not('a second replica or misrouted requests', 'widths are calibrated for one model');
  if (dynamic.per !== 'batch') return null;
  if (verify !== undefined)
    return not('verification', 'widths of a whole step would follow from tokens that may be cut');
  return speculation === undefined
    ? null
    : not('speculation', 'widths of a whole step would follow from drafts that are thrown away');
}
