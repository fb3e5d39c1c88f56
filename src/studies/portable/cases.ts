import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';

/** Who is computed beside whom. Each gives every request of its own the same bits, or `portable` does not hold. */
export type ArmKind = 'company' | 'alone' | 'chunked' | 'warm';

/** A model, the numbers it is held in, and what is asked of it: what each implementation must answer with one set of fingerprints. */
export interface PortableCase {
  readonly name: string;
  /** As `--model` names it, or one of the models of testing/odd.ts: `odd:biased`. */
  readonly model: string;
  readonly dtype: ActivationDtype;
  readonly weights: WeightDtype;
  /** Whether products read activations as q8, a scale for each row. */
  readonly quantize?: 'per-row';
  /** 0 is greedy. */
  readonly temperature: number;
  readonly prompts: number;
  /** Generated for each prompt. */
  readonly tokens: number;
  readonly arms: readonly ArmKind[];
  /** Of the arm `alone`, where it takes fewer prompts than the others. */
  readonly alone?: number;
}

type Numbers = Partial<Pick<PortableCase, 'dtype' | 'weights' | 'quantize' | 'temperature'>>;
type Asked = Partial<Pick<PortableCase, 'prompts' | 'tokens' | 'arms' | 'alone'>>;

const ALL: Asked = { arms: ['company', 'alone', 'chunked', 'warm'], alone: 30 };
const TOGETHER: Asked = { arms: ['company', 'alone'], alone: 3 };
/** Ids in the place of texts; six prompts of up to seventy tokens. */
const ODD: Asked = { prompts: 6, tokens: 48, arms: ['company', 'alone', 'chunked', 'warm'], alone: 6 };
const REAL: Asked = { prompts: 3, tokens: 8, arms: ['company', 'alone'], alone: 1 };

/** Every width of activations with every width of weights, greedy and drawn. */
const WIDTHS: readonly Numbers[] = (['bf16', 'f16', 'f32'] as const).flatMap((dtype) =>
  (['stored', 'q8', 'q4', 'f32', 'bf16', 'f16'] as const).flatMap((weights) =>
    [0, 0.8].map((temperature) => ({ dtype, weights, temperature })),
  ),
);

/** The most telling come first: a difference shows early, and what time allows is a beginning of the list. */
export const CASES: readonly PortableCase[] = unique([
  caseOf('nano', { dtype: 'bf16' }, ALL),
  caseOf('pico', { dtype: 'f16', weights: 'q4', temperature: 0.8 }, ALL),
  caseOf('odd:tiny', { dtype: 'f32' }, ODD),
  caseOf('odd:gemma', { dtype: 'bf16' }, ODD),
  caseOf('odd:all', { dtype: 'f32', temperature: 0.8 }, ODD),
  caseOf('odd:biased', { dtype: 'f16' }, ODD),
  caseOf('pico-moe', { dtype: 'bf16' }, { ...TOGETHER, prompts: 12 }),
  caseOf('nano', { dtype: 'bf16', weights: 'q8', quantize: 'per-row' }, TOGETHER),
  caseOf('random:qwen3-0.6b:1', { dtype: 'bf16' }, REAL),
  caseOf('random:smollm2-135m:2', { dtype: 'f16', weights: 'q8' }, REAL),
  caseOf('nano', { dtype: 'f32', weights: 'f16', temperature: 0.8 }, ALL),
  ...['nano', 'pico'].flatMap((model) => WIDTHS.map((numbers) => caseOf(model, numbers, TOGETHER))),
  ...['odd:biased', 'odd:gemma', 'odd:all', 'odd:tiny', 'odd:odd'].flatMap((model) =>
    (['bf16', 'f16', 'f32'] as const).flatMap((dtype) =>
      (['stored', 'q8', 'q4'] as const).map((weights) => caseOf(model, { dtype, weights }, ODD)),
    ),
  ),
  ...(['f16', 'f32'] as const).map((dtype) =>
    caseOf('pico-moe', { dtype, weights: 'q8', temperature: 0.8 }, { ...TOGETHER, prompts: 12 }),
  ),
  caseOf('random:smollm2-135m:2', { dtype: 'bf16', weights: 'q4', temperature: 0.8 }, REAL),
  caseOf('random:qwen3-0.6b:1', { dtype: 'f32', weights: 'q4' }, REAL),
]);

const SHORT: Asked = { prompts: 4, tokens: 12, arms: ['company', 'alone'], alone: 1 };
/** What `npm test` compares: seconds on a software adapter, and every kernel at least once. */
export const SHORT_CASES: readonly PortableCase[] = [
  caseOf('nano', { dtype: 'bf16' }, { ...SHORT, tokens: 24, arms: ['company', 'alone', 'chunked', 'warm'] }),
  caseOf('pico', { dtype: 'f16', weights: 'q4', temperature: 0.8 }, SHORT),
  caseOf('pico-moe', { dtype: 'f32', weights: 'q8' }, SHORT),
  caseOf('odd:all', { dtype: 'f32', temperature: 0.8 }, SHORT),
  caseOf('odd:tiny', { dtype: 'f32' }, SHORT),
  caseOf('odd:biased', { dtype: 'bf16', weights: 'q8' }, SHORT),
].map((each) => ({ ...each, name: `short, ${each.name}` }));

function caseOf(model: string, numbers: Numbers, asked: Asked): PortableCase {
  const { dtype = 'bf16', weights = 'stored', temperature = 0, quantize } = numbers;
  const drawn = temperature > 0 ? [`temperature ${temperature}`] : [];
  const name = [
    model,
    `${dtype} activations`,
    `${weights} weights`,
    ...(quantize ? ['q8 products'] : []),
    ...drawn,
  ];
  const own = quantize ? { quantize } : {};
  return {
    ...{ name: name.join(', '), model, dtype, weights, temperature, ...own },
    ...{ prompts: 30, tokens: 64, arms: ['company'], ...asked },
  };
}

/** A case that is listed twice keeps its first place. */
function unique(cases: readonly PortableCase[]): PortableCase[] {
  return cases.filter(({ name }, i) => cases.findIndex((each) => each.name === name) === i);
}
