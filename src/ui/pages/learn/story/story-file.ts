import { z } from 'zod';
import type { OutputName } from '../../../../model/operations.ts';
import { OUTPUT_WORDS } from '../../../../report/output.ts';
import type { ExampleFile } from '../../../state/example-file.ts';

const OUTPUT_NAMES = Object.keys(OUTPUT_WORDS) as OutputName[];

const schema = z.object({
  version: z.literal(1),
  /** The step: of which pair, probe and generated token. */
  place: z.object({ a: z.string(), b: z.string(), probe: z.string(), position: z.int() }),
  /** Every output of the probe's row in the order of the model, and how far the arms are apart there. */
  outputs: z.array(
    z.object({ name: z.enum(OUTPUT_NAMES), layer: z.int().nullable(), relative: z.number().min(0) }),
  ),
  /** Index of the first output that differs, and of the one where the logits' difference came in. */
  first: z.int(),
  origin: z.int(),
  /** Logit of the token chosen alone, less that of its rival. */
  gap: z.object({ alone: z.number(), company: z.number() }),
});

/** One step of the shipped example, looked into before: `public/examples/story.json`, written by scripts/bake-story.ts. */
export type StoryFile = Readonly<z.output<typeof schema>>;

/** Throws ZodError naming the first field that is wrong. */
export function parseStory(json: unknown): StoryFile {
  return schema.parse(json);
}

/** Why a story's step is not that of an example's first fork, a sentence; null where it is. */
export function storyFault(
  { place, gap }: StoryFile,
  { record }: Pick<ExampleFile, 'record'>,
): string | null {
  const diff = record.diffs.find(({ fork }) => fork !== null);
  if (!diff) return 'The example has no fork.';
  const { a, b, probe, fork, margin } = diff;
  const same = place.a === a && place.b === b && place.probe === probe && place.position === fork;
  if (!same) return `The example forks at token ${fork} of ${a} and ${b}, the look is at ${place.position}.`;
  return gap.alone === margin ? null : `The example's margin is ${margin}, the look's ${gap.alone}.`;
}
