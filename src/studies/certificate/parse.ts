import { z } from 'zod';
import { ACTIVATION_DTYPES, PACKED_DTYPES, QUANTIZE_MODES } from '../../numerics/dtypes.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { COLUMNS, cellKey } from '../../results/certificate-cell.ts';
import { adapterShape } from '../../steps/adapter-shape.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { type Certificate, cellsOf } from './certificate.ts';

const weights = z.enum(PACKED_DTYPES);
const count = z.int().min(0);
const multiplyAdd = z.enum(['unfused', 'fused', 'mixed']);

const place = {
  operation: z.enum([...OPERATIONS, 'experts', 'whole model']),
  invariance: z.enum(COLUMNS),
  set: z.string(),
  activations: z.enum(ACTIVATION_DTYPES),
  quantize: z.enum(QUANTIZE_MODES).optional(),
};

/** As it was measured and kept; another shape of it is none. */
export const tuningSchema = z.object({
  busyWorkgroups: z.int().min(1),
  largeBlocks: z.boolean(),
  // Of those from before there was a choice.
  stagedTiles: z.boolean().default(false),
  meetingThreads: z.literal([4, 128]),
  dispatchMicroseconds: z.number().min(0),
});

const certificate = z.object({
  version: z.literal(2),
  form: z.enum(['full', 'short']),
  key: z.string(),
  engine: z.enum(ENGINE_KINDS),
  adapter: z.object(adapterShape),
  tuning: tuningSchema.optional(),
  model: z.object({ name: z.string(), hash: z.string() }),
  arithmetic: z.object({
    rounding: z.enum(['to nearest even', 'otherwise']),
    fma: multiplyAdd,
    contraction: multiplyAdd,
    subnormals: z.enum(['kept', 'flushed']),
  }),
  passed: z.boolean(),
  cells: z.array(
    z.object({
      ...place,
      weights,
      cases: count,
      passed: count,
      control: z.object({ cases: count, differed: count }),
    }),
  ),
  cases: z
    .array(
      z.object({
        ...place,
        weights: z.array(weights).min(1),
        kind: z.enum(['case', 'control']),
        name: z.string(),
        outcome: z.enum(['passed', 'failed', 'skipped']),
        found: z.string(),
      }),
    )
    .min(1),
  milliseconds: z.number().min(0),
});

/**
 * A full certificate that was kept, from whatever stood in its place; null where that is no certificate of this version, or where
 * its cells or its verdict are not what its own cases give.
 */
export function parseCertificate(stored: unknown): Certificate | null {
  const { data } = certificate.safeParse(stored);
  if (data?.form !== 'full') return null;
  const passed = data.cases.every(({ outcome }) => outcome !== 'failed');
  const sameCells = cellTexts(cellsOf(data.cases)) === cellTexts(data.cells);
  return passed === data.passed && sameCells ? data : null;
}

/** Whatever the order in which fields were stored. */
function cellTexts(cells: Certificate['cells']): string {
  return cells
    .map(
      (cell) =>
        `${cellKey(cell)}: ${cell.passed}/${cell.cases}, ${cell.control.differed}/${cell.control.cases}`,
    )
    .join('\n');
}
