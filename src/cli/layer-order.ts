import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asksForRandom } from '../experiment/model-name.ts';
import type { Experiment } from '../experiment/schema.ts';
import { readJson } from './input.ts';
import { placeOf } from './model-place.ts';
import { note } from './terminal.ts';
import { UsageError } from './usage.ts';

/** What `lab importance --write` leaves in a model's folder. */
export const IMPORTANCE_FILE = 'importance.json';

const importanceSchema = z.object({ to: z.enum(['q8', 'q4']), order: z.array(z.int().min(0)).min(1) });

/**
 * The experiment with the order in which layers were measured to matter least, where an arm lowers layers and names no order, and the
 * model's folder has that measurement: from then on it stands in the experiment. Throws UsageError where the file is none.
 */
export async function withMeasuredOrder(experiment: Experiment, wanted: string): Promise<Experiment> {
  const open = experiment.arms.some(({ serving }) => serving?.precision?.order === null);
  if (!open || asksForRandom(wanted)) return experiment;
  const { folder } = await placeOf(wanted);
  const file = join(folder, IMPORTANCE_FILE);
  if (!existsSync(file)) return experiment;
  const read = importanceSchema.safeParse(await readJson(file));
  if (!read.success) throw new UsageError(`${file}: ${z.prettifyError(read.error)}`);
  const { to, order } = read.data;
  note(`layers are lowered in the order of ${file}, measured as ${to}`);
  const arms = experiment.arms.map((arm) => {
    const precision = arm.serving?.precision;
    if (precision?.order !== null) return arm;
    return { ...arm, serving: { ...arm.serving!, precision: { ...precision, order } } };
  });
  return { ...experiment, arms };
}
