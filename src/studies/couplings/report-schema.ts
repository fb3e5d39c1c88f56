import { z } from 'zod';
import { describeIssue } from '../../experiment/errors.ts';
import { ModelError } from '../../model/model-error.ts';
import { EFFECTS } from './coupling-report.ts';

const count = z.int().min(0);
const effect = z.enum(EFFECTS);

const cellSchema = z.union([
  z.strictObject({ cannot: z.string() }).readonly(),
  z
    .strictObject({
      ...{ effect, control: effect, probe: z.string().nullable(), position: count.nullable() },
      passed: z.strictObject({ before: count, after: count, of: count }).readonly().nullable(),
      time: z.strictObject({ before: z.number(), after: z.number() }).readonly().nullable(),
      link: z.string().startsWith('#'),
    })
    .readonly(),
]);

const rowSchema = z
  .strictObject({
    id: z.string(),
    cells: z.strictObject({ shape: cellSchema, content: cellSchema, load: cellSchema }).readonly(),
  })
  .readonly();

/** Rows of a coupling matrix as they stand in a file, or are kept. */
export const couplingRowsSchema = z.array(rowSchema).readonly();

const reportSchema = z.object({
  version: z.literal(1),
  model: z.object({ name: z.string() }),
  rows: couplingRowsSchema,
});

/** What of a report another is compared with. Throws ModelError where a file, as it is called in `where`, is none. */
export function parseCouplings(value: unknown, where: string): z.output<typeof reportSchema> {
  const parsed = reportSchema.safeParse(value, { error: describeIssue });
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new ModelError(
    where,
    `expected a report of lab couplings, found at ${path.join('.') || 'its top'}: ${message}`,
  );
}
