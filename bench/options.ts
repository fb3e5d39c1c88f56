import type { BenchCase } from '../src/bench/bench-case.ts';
import { decodes, FULL_CASES, prefills, QUICK_CASES } from '../src/bench/case-lists.ts';
import { LONG_NANO } from '../src/bench/random-model.ts';
import { BENCH_ENGINES, type BenchModel, type BenchPlan, TIMED_ENGINES } from '../src/bench/report.ts';
import { listOf, oneOf, parseCommand, UsageError, wholeNumber } from '../src/cli/usage.ts';
import { asksForRandom, parseRandomName, SHAPE_NAMES } from '../src/experiment/model-name.ts';
import { SHIPPED } from '../src/model/shapes.ts';
import { ACTIVATION_DTYPES } from '../src/numerics/dtypes.ts';

export const USAGE = `npm run -s bench -- [options]

  What our kernel sets and onnxruntime-web take for the same steps, in one run on one adapter; ratios within a run, never
  absolute claims. By default a few cases of the nano model in Chromium, on the software adapter: a few minutes.

  --full                every case of the targets (an hour on a software adapter)
  --decode 1,8,32       batches to decode, each at every --context 64,512
  --prefill 32,128      prompts to take in
  --models LIST         shipped models (${SHIPPED.join(', ')}), or random weights in a shape, in fewer layers if told so:
                        smollm2-135m, qwen2.5-0.5b:4, random:nano:1, ... of ${SHAPE_NAMES.join(', ')}; or "${LONG_NANO}"
                        (default: nano; on a GPU smollm2-135m too)
  --engines LIST        of ${TIMED_ENGINES.join(', ')}; all but portable where left out
  --dtype f32           activations of our engines; onnxruntime-web computes in f32
  --repeats 7           of each case, at most; --seconds 40 ends a case early, after three repeats
  --weights             instead: decoding with weights in q8 and q4 beside bf16, our products beside onnxruntime-web's MatMulNBits, and drafts, on
                        WebGPU and on the processor, in Node; takes --repeats, --seconds and --json alone
  --whole               leaves out the operations
  --host chromium|node  Node is quicker to start and tells processor time, but is slow at onnxruntime-web's own script
  --json FILE  --svg FILE           the figures, the chart
  --save-baseline FILE              the figures, to be compared with later
  --compare FILE [--tolerance 0.1]  exits with 1 where a step is slower than in FILE: its time in units of a fixed pair of
                                    kernels, timed in the same minutes, has grown by more than the tolerance with its whole
                                    99 % bootstrap interval; with 3 where the machine was too busy to tell of any step.
                                    Without a GPU take --host node for both, and --repeats 15 or more: only there processor
                                    time is known

  BATCHMATES_ADAPTER=own lets Chromium take the machine's own GPU.
`;

/** Throws UsageError. */
export function benchOptions(args: readonly string[]) {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseCommand(
    args,
    {
      help: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
      weights: { type: 'boolean', default: false },
      decode: { type: 'string' },
      context: text('64'),
      prefill: { type: 'string' },
      models: { type: 'string' },
      engines: text(BENCH_ENGINES.join(',')),
      dtype: text('f32'),
      repeats: text('7'),
      seconds: text('40'),
      host: text('chromium'),
      tolerance: text('0.1'),
      json: { type: 'string' },
      svg: { type: 'string' },
      'save-baseline': { type: 'string' },
      compare: { type: 'string' },
    },
    [],
  );
  const { decode, prefill, context } = values;
  const asked: readonly BenchCase[] | null =
    decode || prefill
      ? [
          ...(decode ? decodes(numbers('decode', decode), numbers('context', context)) : []),
          ...(prefill ? prefills(numbers('prefill', prefill)) : []),
        ]
      : null;
  const cases = asked ?? (values.full ? FULL_CASES : QUICK_CASES);
  const common = {
    engines: listOf(values.engines, (name) => oneOf('engines', name, TIMED_ENGINES)),
    activations: oneOf('dtype', values.dtype, ACTIVATION_DTYPES),
    repeats: wholeNumber('repeats', values.repeats, 3),
    longest: 1000 * wholeNumber('seconds', values.seconds, 1),
    operations: !values.whole,
    limits: true,
  };
  const planOf = (model: BenchModel, only = cases): BenchPlan => ({ ...common, model, cases: only });
  return {
    ...values,
    host: oneOf('host', values.host, ['chromium', 'node']),
    tolerance: fraction('tolerance', values.tolerance),
    models: values.models?.split(',').map(modelOf) ?? null,
    planOf,
  };
}

/** A shipped model's name, or a random model's, with or without what says that it is one. */
function modelOf(name: string): BenchModel {
  if (SHIPPED.some((each) => each === name)) return { shipped: name };
  if (name === LONG_NANO) return { random: name };
  const random = asksForRandom(name) ? name : `random:${name}`;
  const parsed = parseRandomName(random);
  if (typeof parsed === 'string') throw new UsageError(`--models: ${parsed}`);
  return { random };
}

function numbers(option: string, list: string): number[] {
  return listOf(list, (text) => wholeNumber(option, text, 1));
}

function fraction(option: string, text: string): number {
  const value = Number(text);
  if (value >= 0 && value < 10) return value;
  throw new UsageError(`--${option}: expected a number from 0 to 10, found ${JSON.stringify(text)}`);
}
