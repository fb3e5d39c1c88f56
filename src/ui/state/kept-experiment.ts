import { z } from 'zod';
import { experimentSchema } from '../../experiment/schema.ts';
import type { NamedExperiment } from './lab-state.ts';

const keptSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1).max(300),
  edited: z.boolean(),
  words: z
    .union([
      z.enum(['opened', 'own']),
      z.strictObject({ title: z.string().max(200), description: z.string().max(4000).exactOptional() }),
    ])
    .default('opened'),
  experiment: experimentSchema,
  muted: z.record(
    z.string(),
    z.array(z.strictObject({ arm: z.string(), place: z.int().min(0).nullable() })).max(64),
  ),
});

/** The text to keep of an experiment being composed. */
export function textToKeep({
  id,
  experiment,
  edited = false,
  words = 'opened',
  muted = {},
}: NamedExperiment): string {
  return JSON.stringify({ version: 1, id, edited, words, experiment, muted });
}

/** What was kept, checked like any other file; null where it is broken, foreign or of another version. */
export function readKept(text: string | null): NamedExperiment | null {
  try {
    const { version: _, ...kept } = keptSchema.parse(JSON.parse(text ?? 'null'));
    return kept;
  } catch {
    return null;
  }
}
