import type { PackedDtype } from '../../numerics/dtypes.ts';
import { parseConfig } from '../config.ts';
import type { ModelConfig } from '../model-config.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { readModelJson } from '../model-json.ts';
import { formatInConfig } from '../stored-format.ts';
import { WholeOnlyError } from './first-bytes.ts';
import type { Chosen } from './listing.ts';
import { SourceError } from './source-error.ts';

/** What is known of a model before any of its weights is read. */
export interface Description {
  /** Null where it is refused or not known. */
  readonly config: ModelConfig | null;
  /** What most of its weights are stored in; null where nothing says. */
  readonly stored: PackedDtype | null;
  /** Why the model could not be run, as far as its config tells. */
  readonly refused: string | null;
  /** Why its config is not known before all of it is there. */
  readonly unknown: string | null;
}

const NOTHING: Description = { config: null, stored: null, refused: null, unknown: null };

/**
 * Reads a checkpoint's config, or the header of a GGUF file with its tokenizer; `name` is the model's, for messages. Throws SourceError where a host
 * fails; a model that is none is told of as refused.
 */
export async function describeFiles(
  files: ModelFiles,
  name: string,
  { gguf, files: listed }: Chosen,
): Promise<Description> {
  try {
    if (gguf === null) {
      const json = await readModelJson(files, name, 'config.json');
      const stored = formatInConfig(json);
      return { ...NOTHING, config: parseConfig(json, `${name}/config.json`), stored };
    }
    // Its reader is fetched when a page first needs it.
    const { describeGguf } = await import('../gguf/describe.ts');
    const sizes = new Map(listed.map(({ path, size }) => [path, size]));
    const described = await describeGguf(files, name, gguf, (path) => sizes.get(path) ?? null);
    return { ...NOTHING, ...described };
  } catch (error) {
    if (error instanceof WholeOnlyError) return { ...NOTHING, unknown: error.problem };
    if (error instanceof SourceError || !(error instanceof ModelError)) throw error;
    return { ...NOTHING, refused: error.message };
  }
}
