import type { StoredTensor } from '../model/checkpoint.ts';
import { elementsOf } from '../model/graph.ts';
import { listed, ModelError, shown } from '../model/model-error.ts';
import { parseSafetensors } from '../model/safetensors.ts';
import { widenTensor } from '../model/widen.ts';
import type { Gathered } from './gathered.ts';
import { ImportError } from './import-error.ts';
import { MOST_LOGITS } from './limits.ts';
import { addLogits, checkShape } from './logits.ts';

/** By a header's length and its brace. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== '{'.charCodeAt(0)) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) <= BigInt(bytes.length - 8);
}

/**
 * Every tensor of `(positions, vocabulary)` or `(sequences, positions, vocabulary)`, or the one named `part`; its values are widened exactly.
 * Throws ImportError.
 */
export function readSafetensors(
  bytes: Uint8Array,
  { where, part }: { readonly where: string; readonly part: string | null },
  into: Gathered,
): { readonly format: string; readonly parts: string[] } {
  const tensors = [...parsed(bytes, where).values()];
  const matrices = tensors.filter(({ shape }) => shape.length === 2 || shape.length === 3);
  const candidates = matrices.length > 0 ? matrices : tensors.filter(({ shape }) => shape.length === 1);
  const parts = candidates.map(({ name }) => name);
  const chosen = candidates.filter(({ name }) => part === null || name === part);
  if (chosen.length === 0) {
    const wanted =
      part === null ? 'a tensor of logits (positions, vocabulary)' : `a tensor named ${shown(part)}`;
    throw new ImportError(
      where,
      `expected ${wanted}, found ${listed(tensors.map(({ name }) => shown(name))) || 'none'}`,
    );
  }
  const all = chosen.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  if (all > MOST_LOGITS)
    throw new ImportError(where, `expected at most ${MOST_LOGITS} logits in all tensors, found ${all}`);
  for (const tensor of chosen) {
    const at = `${where}: tensor ${shown(tensor.name)}`;
    checkShape(tensor.shape, at);
    addLogits(tensor.name, { shape: tensor.shape, values: widenTensor(tensor) }, at, into);
  }
  const dtypes = [...new Set(chosen.map(({ dtype }) => dtype))].join(' and ');
  return { format: `logits in safetensors, ${dtypes}`, parts };
}

function parsed(bytes: Uint8Array, where: string): Map<string, StoredTensor> {
  try {
    return parseSafetensors(bytes, where);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ImportError(cause.where, cause.problem, { cause });
  }
}
