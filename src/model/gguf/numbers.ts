import { ModelError, shown } from '../model-error.ts';
import { widenTensor } from '../widen.ts';
import type { GgufTensor } from './header.ts';
import { type JoinedHeader, type ReadPart, storedIn } from './parts.ts';
import { LONG_DIVISORS } from './tensor-names.ts';

/** Of small tensors that are read with the config: one divisor for each pair of a head. */
const MOST_NUMBERS = 8_192;

function smallTensor(header: JoinedHeader, name: string, where: string): GgufTensor | null {
  const tensor = header.tensors.find((each) => each.name === name);
  if (!tensor) return null;
  if (tensor.type === 'F32' && tensor.shape.length === 1 && tensor.shape[0] <= MOST_NUMBERS) return tensor;
  const found = `${tensor.type} [${tensor.shape.join(', ')}]`;
  throw new ModelError(
    `${where}: tensor ${shown(name)}`,
    `expected at most ${MOST_NUMBERS} numbers in F32, found ${found}`,
  );
}

/** Stands for numbers that are not read yet. */
export function anyNumbers(header: JoinedHeader, name: string, where: string): number[] | null {
  const tensor = smallTensor(header, name, where);
  // Those past the original positions are others in nearly every file.
  return tensor && Array.from({ length: tensor.shape[0] }, () => (name === LONG_DIVISORS ? 2 : 1));
}

/** The numbers of a small tensor; null where the model has none of that name. */
export function numbersIn(
  read: readonly ReadPart[],
  header: JoinedHeader,
  name: string,
  where: string,
): number[] | null {
  const tensor = smallTensor(header, name, where);
  const stored = tensor && read.flatMap(storedIn).find(([each]) => each === name);
  return stored ? [...widenTensor(stored[1])] : null;
}
