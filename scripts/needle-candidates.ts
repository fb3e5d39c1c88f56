import { stratifiedSubset } from '../src/studies/tasks/subset.ts';
import type { Task } from '../src/studies/tasks/task-file.ts';

export const KINDS = ['prose', 'long', 'short'] as const;
/** `long` tasks may take 100 tokens or more, `short` ones fewer. */
export type Kind = (typeof KINDS)[number];

/** A prompt to try as a probe. */
export interface Candidate {
  readonly kind: Kind;
  readonly id: string;
  readonly prompt: string;
}

const LONG = 100;

const OPENINGS = [
  'Once upon a time there was a',
  'The old king said to his daughter',
  'In the middle of the wood the little girl',
  'The prince rode for three days until he',
  'When the sun went down, the wolf',
  'There was once a poor woodcutter who',
  'The fairy touched the pumpkin and',
  'Far out in the sea, where the water is',
  'The cat looked at the mouse and',
  'Dorothy and the Scarecrow walked along the',
  'The giant was so angry that he',
  'At the top of the tower sat',
  'The youngest brother took the golden key and',
  'The witch gave the children some bread and',
  'In a dark forest there lived',
  'The queen looked into the glass and',
  'Early the next morning the soldier',
  'The frog jumped out of the well and',
  'A long time ago, when wishes still came true,',
  'The miller had three sons, and',
  'Nobody in the village knew why the bell',
  'The little tailor sat at the window and',
  'Under the mountain there slept',
  'The ship had hardly left the harbour when',
  'The goose opened her beak and',
  'At midnight the door of the castle',
  'The old woman put the apples into her basket and',
  'Then the bear said to the two sisters,',
  'The boy who tended the sheep',
  'On the other side of the river stood',
  'The dwarf stamped his foot so hard that',
  'Every evening the swans came back and',
  'The princess had lost her ring, and',
  'The fisherman pulled in his net and',
  'It was snowing when the traveller',
  'The fox had promised the raven that',
  'Alice opened the small door and',
  'The Lion was ashamed of himself, for',
  'Behind the stove there lived a cricket who',
  'When the feast was over, the king',
];

/** Up to `limit` candidates of each kind: prose in the order of the list, tasks in their share of kinds and levels. */
export function candidates(kinds: readonly Kind[], tasks: readonly Task[], limit: number): Candidate[] {
  const prose = OPENINGS.map((prompt, i): Candidate => ({ kind: 'prose', id: `prose-${i + 1}`, prompt }));
  const taken = (kind: Kind, isOfKind: (task: Task) => boolean) =>
    stratifiedSubset(tasks.filter(isOfKind), limit).map(
      ({ id, prompt }): Candidate => ({ kind, id, prompt }),
    );
  const byKind: Readonly<Record<Kind, readonly Candidate[]>> = {
    prose: prose.slice(0, limit),
    long: taken('long', ({ maxNewTokens }) => maxNewTokens >= LONG),
    short: taken('short', ({ maxNewTokens }) => maxNewTokens < LONG),
  };
  return kinds.flatMap((kind) => byKind[kind]);
}
