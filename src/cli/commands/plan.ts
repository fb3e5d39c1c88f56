import { attentionPlan, decodingStep } from '../../numerics/attention-plan.ts';
import { describePlan } from '../../numerics/describe-plan.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import type { Range, ReductionPlan } from '../../numerics/plan.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { KERNEL_SETS, type KernelSet, LIBRARY_SETS, OWN_SETS, WIDER_SETS } from '../../numerics/sets/sets.ts';
import { comparisonLines } from '../../report/plan-comparison.ts';
import { comparePlans, MOST_COMPARED, type PlanQuestion } from '../../workbench/cases/plan-comparison.ts';
import { MOST_SIZE } from '../../workbench/cases/plan-place.ts';
import type { Command } from '../command.ts';
import { openOutput } from '../output.ts';
import { oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';

/** Rows, terms, keys and columns: a hundred times those of any model, and as many chunks as can still be printed. */
const MOST = 2 ** 24;
/** As many as WebGPU dispatches along one side, and as an experiment may ask for. */
const MOST_WORKGROUPS = 65_535;
/** Rows up to which every set's plans are made in turn. */
const MOST_OVER = 4096;
const MOST_HEADS = 4096;
const MOST_HEAD_DIM = 65_536;

const OPTIONS = {
  op: { type: 'string', default: 'matmul' },
  set: { type: 'string' },
  m: { type: 'string' },
  k: { type: 'string' },
  n: { type: 'string' },
  parallelism: { type: 'string', default: '64' },
  cached: { type: 'string' },
  shared: { type: 'string' },
  heads: { type: 'string' },
  'kv-heads': { type: 'string', default: '1' },
  'head-dim': { type: 'string', default: '64' },
  compare: { type: 'boolean', default: false },
  json: { type: 'string' },
} as const;

export const plan: Command = {
  summary: 'print the reduction plan of an operation',
  help: `Usage: lab plan --op matmul --m M --k K --n N [options]
       lab plan --op rmsnorm --m M --k K [options]
       lab plan --op attention --m M --k KEYS [--cached KEYS] [--shared KEYS] [options]
       lab plan --compare --op OPERATION [--m MOST] --k K [--n N] [options]

Prints the exact order in which one output element is summed. M is the number of rows in the step; for attention it is
the number of decode rows, all of which see K keys, and --cached makes it a prefill row beside them; --shared says
how many of the first keys all requests share, for attention that goes through them once (cascade). M, K and N are at
most 16,777,216.

  --set SET            ${OWN_SETS.join(', ')} (default invariant),
                       for more than the batch: ${WIDER_SETS.join(', ')},
                       or as a library does: ${LIBRARY_SETS.join(', ')}
  --compare            every set's plans for M from 1 to --m (default ${MOST_COMPARED}, at most ${MOST_OVER});
                       K and N at most ${MOST_SIZE}
  --parallelism P      workgroups, or multiprocessors, that a rule tries to keep busy (default 64)
  --kv-heads H         attention: key-value heads (default 1)
  --heads H            attention: query heads, a multiple of the key-value heads (default as many)
  --head-dim D         attention: terms of each score (default 64)
  --json FILE          write the plan as JSON; - for standard output, instead of the text`,

  async perform(args) {
    const { values } = parseCommand(args, OPTIONS, []);
    const output = await openOutput(values.json);
    if (values.compare) {
      const most = wholeNumber('m', values.m ?? String(MOST_COMPARED), 1, MOST_OVER);
      const question = questionOf(values);
      const sets = comparePlans(question, most);
      output.report(comparisonLines(question, sets));
      await output.json({ ...question, sets });
      return 0;
    }
    const found = planOf(values);
    output.report(showPlan(found));
    await output.json(found);
    return 0;
  },
};

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

function planOf(values: Values): ReductionPlan {
  const operation = oneOf('op', values.op, OPERATIONS);
  const set: KernelSet = oneOf('set', values.set ?? 'invariant', KERNEL_SETS);
  const parallelism = wholeNumber('parallelism', values.parallelism, 1, MOST_WORKGROUPS);
  const rows = required('m', values.m);
  const terms = required('k', values.k);
  switch (operation) {
    case 'matmul':
      return matmulPlan(set, { rows, terms, columns: required('n', values.n), parallelism });
    case 'rmsnorm':
      return rmsnormPlan(set, rows, terms);
    case 'attention': {
      const cached = values.cached === undefined ? terms - 1 : wholeNumber('cached', values.cached, 0, MOST);
      if (cached >= terms)
        throw new UsageError(`--cached: expected less than ${terms} keys, found ${cached}`);
      const shared = wholeNumber('shared', values.shared ?? '0', 0, MOST);
      if (shared > cached)
        throw new UsageError(
          `--shared: expected at most the ${cached} keys that are cached, found ${shared}`,
        );
      const decode = values.cached === undefined;
      const step = decodingStep({ ...headsOf(values), parallelism }, rows, terms - shared);
      const prefilling = [...step.requests, { rows: terms - cached, keys: terms - shared }];
      return attentionPlan(
        set,
        { keys: terms, cached, decode, shared },
        decode ? step : { ...step, requests: prefilling },
      );
    }
  }
}

/** What `--compare` asks of every set; attention's rows all decode. */
function questionOf(values: Values): PlanQuestion {
  const operation = oneOf('op', values.op, OPERATIONS);
  const parallelism = wholeNumber('parallelism', values.parallelism, 1, MOST_WORKGROUPS);
  const terms = required('k', values.k, MOST_SIZE);
  if (values.set !== undefined)
    throw new UsageError('--set: --compare prints every set, expected one of the two options');
  if (values.cached !== undefined)
    throw new UsageError('--cached: --compare takes rows that decode, found a prefill row');
  if (values.shared !== undefined)
    throw new UsageError('--shared: --compare takes rows that share no keys, found some that do');
  switch (operation) {
    case 'matmul':
      return { operation, parallelism, dimensions: { terms, columns: required('n', values.n, MOST_SIZE) } };
    case 'rmsnorm':
      return { operation, parallelism, dimensions: { hidden: terms } };
    case 'attention':
      return { operation, parallelism, dimensions: { ...headsOf(values), context: terms } };
  }
}

function headsOf(values: Values) {
  const headDim = wholeNumber('head-dim', values['head-dim'], 1, MOST_HEAD_DIM);
  const kvHeads = wholeNumber('kv-heads', values['kv-heads'], 1, MOST_HEADS);
  const heads = wholeNumber('heads', values.heads ?? String(kvHeads), 1, MOST_HEADS);
  if (heads % kvHeads !== 0)
    throw new UsageError(`--heads: expected a multiple of ${kvHeads} KV heads, found ${heads}`);
  return { headDim, heads, kvHeads };
}

function required(name: string, text: string | undefined, most = MOST): number {
  if (text === undefined) throw new UsageError(`expected --${name}`);
  return wholeNumber(name, text, 1, most);
}

function showPlan(found: ReductionPlan): string[] {
  if (found.operation === 'attention') {
    return [
      describePlan(found),
      `score: ${describePlan(found.score)}`,
      ...showRuns('split', 'keys', found.splits),
    ];
  }
  return [describePlan(found), ...showRuns('chunk', 'k', found.chunks)];
}

function showRuns(noun: string, unit: string, runs: readonly Range[]): string[] {
  return runs.map(({ start, end }, i) => `${noun} ${i}: ${unit} ${start}..${end - 1}`);
}
