import { firstPart } from '../../experiment/gguf-parts.ts';
import type { OwnFileNote } from '../../experiment/model-schema.ts';
import { modelNameFrom } from '../../experiment/model-source.ts';
import { ggufModels, isGguf } from '../gguf-file.ts';
import { listed, MissingFileError, ModelError, shown } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { blobModelFiles } from './blob-files.ts';
import { chooseFiles } from './choose.ts';
import type { OwnSource } from './kept-source.ts';
import type { Chosen, Listing } from './listing.ts';

/** A file that a visitor dropped or picked. */
export interface OwnFile {
  /** With the folders that it was dropped in, by forward slashes. */
  readonly path: string;
  readonly file: Blob;
}

/** A model among a visitor's own files; nothing of its weights is read yet. */
export interface OwnModel {
  /** After the folder or the GGUF file. */
  readonly name: string;
  readonly files: ModelFiles;
  readonly listing: Listing<OwnSource>;
  readonly chosen: Chosen;
  /** The file or folder, as an experiment tells another visitor what to look for. */
  readonly file: OwnFileNote;
  /** The bytes of a chosen file. */
  readonly open: (path: string) => Blob;
}

/** Weights in any form, or a tokenizer's file: what is missing beside such a one can be told. */
const OF_A_MODEL =
  /\.(?:safetensors|bin|pth?|ckpt|h5|msgpack|onnx|mlmodel)$|\.index\.json$|(?:^|\/)tokenizer/i;
const MOST_NAMED = 4;

/** What a model of files without a folder is called. */
const LOOSE = 'loose-files';

/** Finds the model in files that were dropped or picked together. Throws ModelError saying what is missing, and what is there instead. */
export async function ownModel(given: readonly OwnFile[]): Promise<OwnModel> {
  const { root, only } = rootOf(given.map(({ path }) => path));
  const inRoot = new Map(
    given.flatMap(({ path, file }) => {
      const inside = path.slice(root.length);
      const belongs = path.startsWith(root) && !inside.includes('/');
      if (only !== null && firstPart(inside) !== only) return [];
      return belongs ? [[inside, file] as const] : [];
    }),
  );
  const called = only ?? (root === '' ? LOOSE : root.split('/').at(-2)!);
  const name = modelNameFrom(called);
  const paths = [...inRoot.keys()];
  const open = (path: string) => {
    const file = inRoot.get(path);
    if (file) return file;
    throw new MissingFileError(`${name}/${path}`, 'expected a file, found none');
  };
  const files = blobModelFiles(name, paths, open);
  const listing: Listing<OwnSource> = {
    ...{ source: { kind: 'own', name }, formerly: null, host: '', revision: null, asked: null },
    files: [...inRoot].map(([path, { size }]) => ({ path, url: path, size, digest: null, version: null })),
  };
  const chosen = await chooseFiles(listing, files);
  return { name, files, listing, chosen, open, file: noteOfOwn(name, chosen.files) };
}

/** What a model is called on its owner's disk: a GGUF file, a folder, or its first file with weights where there was no folder. */
export function noteOfOwn(
  name: string,
  files: readonly { readonly path: string; readonly size: number | null }[],
): OwnFileNote {
  const weights = files.filter(({ path }) => /\.(?:gguf|safetensors)$/i.test(path));
  const bytes = weights.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const [first = name] = weights.map(({ path }) => path);
  return { name: isGguf(first) || name === LOOSE ? first : `${name}/`, bytes };
}

/** The folder that holds the model, with its slash; `only`: the one file that it is, or the first of its parts. */
function rootOf(paths: readonly string[]): { readonly root: string; readonly only: string | null } {
  const parent = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const configs = paths.filter((path) => /(?:^|\/)config\.json$/.test(path));
  const shallowest = configs.toSorted((a, b) => a.split('/').length - b.split('/').length);
  if (shallowest.length > 0) return { root: parent(shallowest[0]), only: null };
  const models = ggufModels(paths);
  if (models.length > 1) {
    const names = models.map((path) => path.slice(parent(path).length)).join(', ');
    throw new ModelError('files', `expected one GGUF file, found ${models.length}: ${names}`);
  }
  if (models.length === 1)
    return { root: parent(models[0]), only: models[0].slice(parent(models[0]).length) };
  if (!paths.some((path) => OF_A_MODEL.test(path))) {
    const names = listed(paths.slice(0, MOST_NAMED).map((path) => shown(path)));
    const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
    throw new ModelError(
      'files',
      `expected a .gguf file, or config.json, tokenizer.json and safetensors, found ${names || 'none'}${more}`,
    );
  }
  // Whoever has weights alone learns what is missing beside them.
  return { root: paths.length === 0 ? '' : parent(paths[0]), only: null };
}
