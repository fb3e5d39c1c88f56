import { z } from 'zod';
import { show } from './errors.ts';
import { pattern } from './field-schemas.ts';
import { modelNameProblem, SHAPE_NAMES } from './model-name.ts';
import { MOST_SOURCE, modelNameOf, parseSource, revisionProblem, sourceProblem } from './model-source.ts';

const SHIPPED = 'nano';

/** Characters of a file's name. */
const MOST_FILE_NAME = 255;

/** A text that a rule takes, or says why not. */
const ruled = (most: number, problemOf: (text: string) => string | null) =>
  z
    .string()
    .max(most)
    .superRefine((text, context) => {
      const problem = text.length > most ? null : problemOf(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });

const fileSchema = z.strictObject({
  /** A file's name, or a folder's with a slash at its end. */
  name: z.string().min(1).max(MOST_FILE_NAME),
  /** Of all of its weights. */
  bytes: z.int().min(1),
});

/** A file of its author's own that an experiment was made with, as a visitor is told what to look for. */
export type OwnFileNote = Readonly<z.output<typeof fileSchema>>;

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
    /** Of a model of its author's own files, which no link carries: what a visitor needs to have. It goes with their hash. */
    file: fileSchema.exactOptional(),
  })
  .superRefine(({ name, source, revision, hash, file }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (file !== undefined && source !== undefined) refuse('file', 'expected none of a source, found one');
    if (file !== undefined && hash === undefined)
      refuse('hash', 'expected one: a file of one’s own is known by it alone, found none');
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
