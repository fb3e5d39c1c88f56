import { z } from 'zod';
import { show } from './errors.ts';
import { pattern } from './field-schemas.ts';
import { modelNameProblem, SHAPE_NAMES } from './model-name.ts';
import { MOST_SOURCE, modelNameOf, parseSource, revisionProblem, sourceProblem } from './model-source.ts';

const SHIPPED = 'nano';

/** A text that a rule takes, or says why not. */
const ruled = (most: number, problemOf: (text: string) => string | null) =>
  z
    .string()
    .max(most)
    .superRefine((text, context) => {
      const problem = text.length > most ? null : problemOf(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });

export const modelSchema = z
  .strictObject({
    /** Names a folder, or a model that is generated: `random:<shape>[:layers][:seed]`; with a source, what its address ends in. */
    name: ruled(64, modelNameProblem)
      .meta({ examples: SHAPE_NAMES.map((shape) => `random:${shape}`) })
      .default(SHIPPED),
    /** Where the model comes from, if it does not ship with the lab. Nothing is fetched from there unasked. */
    source: ruled(MOST_SOURCE, sourceProblem).exactOptional(),
    /** Of a source in a hub: a commit, so that a link means the same tomorrow; a branch or a tag may move. */
    revision: ruled(100, revisionProblem).exactOptional(),
    /** SHA-256 of the weights file: a link pins the model it was made with. */
    hash: pattern(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 lower-case hex digits').exactOptional(),
  })
  .superRefine(({ name, source, revision }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (source === undefined) {
      if (revision !== undefined) refuse('revision', 'expected none without a source, found one');
      return;
    }
    const parsed = parseSource(source);
    if (typeof parsed === 'string') return;
    if (revision !== undefined && parsed.source.kind === 'address')
      refuse('revision', 'expected none of an address, which has one state, found one');
    const own = modelNameOf(parsed.source);
    // A name of one's own would let a stranger's model pass for another.
    if (name !== own && name !== SHIPPED)
      refuse('name', `expected ${show(own)}, as the source is called, found ${show(name)}`);
  })
  .overwrite((model) => {
    const parsed = model.source === undefined ? '' : parseSource(model.source);
    return typeof parsed === 'string' ? model : { ...model, name: modelNameOf(parsed.source) };
  });
