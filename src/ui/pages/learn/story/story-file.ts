import { z } from 'zod';
import type { OutputName } from '../../../../model/operations.ts';
import { OUTPUT_WORDS } from '../../../../report/output.ts';
import type { ExampleFile } from '../../../state/example-file.ts';

const OUTPUT_NAMES = Object.keys(OUTPUT_WORDS) as OutputName[];

const output = z.object({
  name: z.enum(OUTPUT_NAMES),
  layer: z.int().nullable(),
  relative: z.number().min(0),
});
const place = z.object({ a: z.string(), b: z.string(), probe: z.string(), position: z.int() });
const index = z.object({ index: z.int() });

/** Of the file that the page falls into, as far as the story shows it. */
const schema = z
  .object({
    version: z.literal(1),
    look: z.object({
      place,
      diff: z.object({ outputs: z.array(output) }),
      first: index.nullable(),
      origin: index.nullable(),
      contenders: z.object({ gapA: z.number(), gapB: z.number() }),
    }),
  })
  .transform(({ look: { place, diff, first, origin, contenders } }) => ({
    /** The step: of which pair, probe and generated token. */
    place,
    /** Every output of the probe's row in the order of the model, and how far the arms are apart there. */
    outputs: diff.outputs,
    /** Index of the first output that differs, and of the one where the logits' difference came in. */
    first: first?.index ?? 0,
    origin: (origin ?? first)?.index ?? 0,
    /** Logit of the token chosen alone, less that of its rival. */
    gap: { alone: contenders.gapA, company: contenders.gapB },
  }));

/** One step of the shipped example, looked into before: what `npm run bake` writes beside the example. */
export type StoryStep = Readonly<z.output<typeof schema>>;

/** Throws ZodError naming the first field that is wrong. */
export function parseStory(json: unknown): StoryStep {
  return schema.parse(json);
}

/** Why a story's step is not that of an example's first fork, a sentence; null where it is. */
export function storyFault(
  { place, gap }: StoryStep,
  { record }: Pick<ExampleFile, 'record'>,
): string | null {
  const diff = record.diffs.find(({ fork }) => fork !== null);
  if (!diff) return 'The example has no fork.';
  const { a, b, probe, fork, margin } = diff;
  const same = place.a === a && place.b === b && place.probe === probe && place.position === fork;
  if (!same) return `The example forks at token ${fork} of ${a} and ${b}, the look is at ${place.position}.`;
  return gap.alone === margin ? null : `The example's margin is ${margin}, the look's ${gap.alone}.`;
}
