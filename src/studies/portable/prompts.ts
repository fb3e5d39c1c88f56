import { mixBits } from '../../numerics/gumbel.ts';

/** A passage that several prompts begin with: over two blocks of the cache, so that a warm one is really reused. */
const PASSAGE =
  'Once upon a time there was a little girl who lived in a small house near the wood. Every day she went to the river with her dog, and every day she came home with something new. One day she found';

const TALES = [
  'Once upon a time there was a',
  'The cow said moo and the cow',
  'One day a little girl found a big red ball in the garden and',
  'Tom and his dog went',
  'It was raining, so the cat',
  'The sun was warm. The old man sat',
  'Mother said',
  'A bird sang in the tree and then',
  'There',
  'In the morning the boat was gone. Where could it be? Anna looked',
];

const TASKS = [
  'What is 5907 + 5522?\n',
  'Sort: q b d v g p l i\n',
  'Reverse: c p b k n k e y\n',
  'Copy: box eve dog oda hal cat dog dan dan\n',
  'Close: [ ] ( ( { ( ) { ( ( )\n',
  '{"red":46,"gus":89,"pam":14,"ida":56,"cow":21,"box":23,"tim":99}\npam?\n',
  'Count a: a c u u a c c a\n',
  'def f(x):\n    return x',
  'Ünïcödé, 数字 and 🎈: what now?',
  '   \t\n\n  (blank lines)',
];

const SHARED = ['a key', 'a red ball', 'two eggs', 'nothing at all', 'a letter for', 'her brother'].map(
  (end) => `${PASSAGE} ${end}`,
);

/** Over several splits of keys, so that their merging is in it. */
const LONG = [1, 2, 3, 4].map((times) =>
  Array.from({ length: times }, (_, i) => `${i + 1}. ${PASSAGE}`).join(' '),
);

/** Thirty texts, long and short ones among each other, so that the first few are of every kind. */
export const PROMPTS: readonly string[] = interleaved([TALES, SHARED, TASKS, LONG]);

/** Token ids for a model that reads no text: prompts of 1 to 70 tokens, every third of them with a beginning that they share. */
export function promptIds(index: number, vocabulary: number): number[] {
  const length = [5, 70, 1, 19, 33, 64][index % 6];
  return Array.from({ length }, (_, i) => {
    const own = index % 3 === 1 && i < 40 ? 0 : index + 1;
    return mixBits(own * 4096 + i) % vocabulary;
  });
}

function interleaved(lists: readonly (readonly string[])[]): string[] {
  const most = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: most }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
