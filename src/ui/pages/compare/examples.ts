import { exampleFileUrl } from '../../state/data-addresses.ts';
import { compareStore, readExample, SIDES } from './compare-store.ts';

interface Example {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly files: readonly [a: string, b: string];
}

/** Written by `scripts/bake-compare.ts`. */
export const EXAMPLES: readonly Example[] = [
  {
    id: 'stories',
    title: 'Eight stories, alone and in company',
    words: 'Completions with the five best log probabilities of each token, as a server would answer.',
    files: ['stories-alone.jsonl', 'stories-company.jsonl'],
  },
  {
    id: 'logits',
    title: 'Logits around a fork',
    words:
      'Five rows of logits, (positions, vocabulary), as safetensors: the last is where the needle forks.',
    files: ['logits-alone.safetensors', 'logits-company.safetensors'],
  },
];

/** Opens an example's two files. Throws TypeError where they cannot be fetched. */
export async function openExample({ id, files }: Example): Promise<void> {
  const [a, b] = await Promise.all(files.map(fetched));
  await readExample(id, [a, b], files);
}

/** The first example, so that a page without files shows what it does; nothing where a visitor's file came first. */
export async function openFirstExample(): Promise<void> {
  const isEmpty = () => SIDES.every((side) => compareStore.getState().sources[side] === null);
  if (!isEmpty()) return;
  const [{ id, files }] = EXAMPLES;
  const [a, b] = await Promise.all(files.map(fetched));
  if (isEmpty()) await readExample(id, [a, b], files);
}

async function fetched(name: string): Promise<Blob> {
  const response = await fetch(exampleFileUrl(`compare/${name}`));
  if (!response.ok) throw new TypeError(`the example could not be fetched: ${response.status}`);
  return await response.blob();
}
