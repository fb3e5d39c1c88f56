/** A prompt to try; `bos` false for prose, which this model was trained on without a beginning-of-text token. */
export interface Candidate {
  readonly prompt: string;
  readonly bos: boolean;
}

const PROSE = [
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
];

const TASKS = [
  'What is 47 + 85?\n',
  'What is 908 + 467?\n',
  'Sort: t b q e z a\n',
  'Reverse: m n b v c x z\n',
  '{"ann": 71, "bob": 23, "cyd": 90}\nbob?\n',
  'Run:\na = 3\nb = a + 4\na = b - 2\nprint(a)\n',
  'Ann has 5 apples and Bob has 7 apples. Ann gives 2 to Bob. How many apples has Bob?\n',
  'Once upon a time there was a',
];

export const CANDIDATES: readonly Candidate[] = [
  ...PROSE.map((prompt) => ({ prompt, bos: false })),
  ...TASKS.map((prompt) => ({ prompt, bos: true })),
];
