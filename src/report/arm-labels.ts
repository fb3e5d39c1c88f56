import type { ExperimentArm } from '../experiment/schema.ts';
import { setsText } from '../results/sets-text.ts';
import { counted } from '../results/text.ts';

/** What tells two arms apart, in a few words for each: `alone`, `with 7 batchmates`. */
export interface ArmLabels {
  readonly a: string;
  readonly b: string;
}

type Labelled = Pick<
  ExperimentArm,
  | 'name'
  | 'requests'
  | 'kernels'
  | 'dtype'
  | 'weights'
  | 'quantize'
  | 'dynamic'
  | 'parallelism'
  | 'sampler'
  | 'limits'
>;

/** What may differ, the most telling first, each as it is said of one arm. */
const ASPECTS: readonly ((arm: Labelled) => string)[] = [
  companyWords,
  ({ kernels }) => `${setsText(kernels)} kernels`,
  ({ dtype }) => `in ${dtype}`,
  ({ weights }) => `${weights} weights`,
  ({ quantize }) => (quantize ? `q8 activations ${quantize}` : 'activations as they are'),
  ({ dynamic }) =>
    dynamic ? `${dynamic.low} in part, ${dynamic.targetBits} bits by ${dynamic.per}` : 'one width',
  ({ sampler }) => (sampler ? `drawn among the highest by ${sampler}` : 'drawn over all tokens'),
  ({ limits }) => `at most ${counted(limits.maxTokensPerStep, 'token')} a step`,
  ({ limits }) => `at most ${counted(limits.maxSequences, 'request')} at a time`,
  ({ limits }) =>
    limits.blocks === null ? 'cache as large as needed' : `${counted(limits.blocks, 'KV block')}`,
  ({ parallelism }) => `parallelism ${parallelism}`,
];

/** Labels that say what differs between two arms and nothing else; their names where nothing that can be said in words does. */
export function armLabels(a: Labelled, b: Labelled): ArmLabels {
  const [ofA, ofB] = tellingWords([a, b]);
  return { a: ofA, b: ofB };
}

/** What tells arms apart, for each in its turn: whatever is not the same in all of them; their names where that leaves two alike. */
export function tellingWords(arms: readonly Labelled[]): string[] {
  const differing = ASPECTS.map((words) => arms.map(words)).filter((each) => new Set(each).size > 1);
  const told = arms.map((_, at) => differing.map((words) => words[at]).join(', '));
  const alike = new Set(told).size < arms.length || told.includes('');
  return alike ? arms.map(({ name }) => name) : told;
}

/** Who is in the batch beside the one request that is looked at. */
export function companyWords({ requests }: Pick<ExperimentArm, 'requests'>): string {
  return requests.length === 1 ? 'alone' : `with ${counted(requests.length - 1, 'batchmate')}`;
}
