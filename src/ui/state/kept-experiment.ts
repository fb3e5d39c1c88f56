import { z } from 'zod';
import { experimentSchema } from '../../experiment/schema.ts';
import { kept } from './kept.ts';
import { type Format, json, readAs, versioned } from './kept-format.ts';
import { PLACES } from './kept-places.ts';
import type { NamedExperiment } from './lab-state.ts';

const fields = versioned<NamedExperiment>(
  z.strictObject({
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
  }),
  1,
);

/** An experiment being composed, checked like any other file. */
export const composedFormat: Format<NamedExperiment> = {
  read: fields.read,
  write: ({ id, experiment, edited = false, words = 'opened', muted = {} }) =>
    fields.write({ id, edited, words, experiment, muted }),
};

/** What every tab keeps at one place; none replaces what it has not seen. */
export const composed = kept(PLACES.composed, composedFormat);

/** Texts of `composedFormat` that closed tabs left unkept, the latest last; an empty list was not written here. */
export const leftTexts = kept(
  PLACES.left,
  json(
    z
      .array(z.unknown())
      .transform((all) => all.filter((each) => typeof each === 'string'))
      .refine((texts) => texts.length > 0),
  ),
);

/** Leaves an experiment where a later visit finds it. */
export function leaveBehind(experiment: NamedExperiment): void {
  const text = composedFormat.write(experiment);
  leftTexts.update((all) => [...(all ?? []).filter((each) => each !== text), text]);
}

/** Forgets one that was left. */
export function forgetLeft(text: string): void {
  if (!leftTexts.read()?.includes(text)) return;
  leftTexts.update((all) => {
    const rest = (all ?? []).filter((each) => each !== text);
    return rest.length === 0 ? null : rest;
  });
}

/** What this tab alone keeps, for when it is loaded again, of what another tab holds the place of or there is no room for. */
export const ownCopy = {
  read: (): NamedExperiment | null =>
    readAs(composedFormat, quietly(() => sessionStorage.getItem(PLACES.composed)) ?? null),
  /** Null forgets. Where this fails too, the experiment lives as long as the page. */
  keep: (experiment: NamedExperiment | null): void => {
    quietly(() => {
      if (experiment === null) sessionStorage.removeItem(PLACES.composed);
      else sessionStorage.setItem(PLACES.composed, composedFormat.write(experiment));
    });
  },
};

function quietly<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
