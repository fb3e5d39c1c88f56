import type { OwnKernelHost } from '../../engines/webgpu/own-device.ts';
import { OwnKernelError } from '../../experiment/errors.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type OwnKernel, ownKernelsOf, type ShaderFile } from '../../experiment/shaders.ts';
import { placedText } from '../../gpu/compile-message.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import { type InvariantAs, setsThatRun } from '../../numerics/sets/kernel-sets.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { OwnClaim } from '../../results/own-claim.ts';
import {
  type CaseSetup,
  type Dimensions,
  dimensionsProblem,
  INITIAL_SETUP,
  MOST_PARALLELISM,
} from '../../workbench/cases/setup.ts';
import { editableKernel } from '../../workbench/tester/editable-kernels.ts';
import { testInvariance } from '../../workbench/tester/property-test.ts';
import type { Verdict } from '../../workbench/tester/verdict.ts';
import { claimOf } from './claim.ts';

/** Longest time that one text's cases are run for. */
const TIME_MS = 10_000;
/** Columns of a product and keys of a row that are tested: an order that follows M does so at few. */
const COLUMNS = 64;
const CONTEXT = 150;

export interface TestOwnOptions {
  readonly host: OwnKernelHost;
  readonly experiment: Experiment;
  readonly config: ModelConfig;
  readonly signal?: AbortSignal | undefined;
  readonly invariantAs?: InvariantAs;
  /** Told before each case. */
  readonly onCase?: () => void;
}

interface Subject {
  readonly arm: string;
  readonly operation: Operation;
  readonly kernel: OwnKernel;
  readonly setup: CaseSetup;
}

/** What was found on a device in this session, by text and setup. */
const found = new WeakMap<Gpu, Map<string, OwnClaim>>();

/**
 * Tests every own kernel of an experiment for batch invariance, in each dtype and given each set's plans that it runs with, at the
 * model's sizes, on the device that such kernels have to themselves: what a run says of it. Throws OwnKernelError that names arm,
 * kernel and line where one does not compile, does not end, or may not run; GpuError; and the signal's reason.
 */
export async function testOwnKernels(options: TestOwnOptions): Promise<OwnClaim[]> {
  const subjects = subjectsOf(options);
  const claims: OwnClaim[] = [];
  for (const subject of subjects) {
    if (!options.host.allows(subject.kernel))
      throw problem(subject, "is a kernel of one's own, and nobody here has said that its text may run");
    claims.push(await claimOn(await options.host.open(), subject, options));
  }
  return claims;
}

async function claimOn(gpu: Gpu, subject: Subject, { signal, onCase }: TestOwnOptions): Promise<OwnClaim> {
  const { kernel, setup } = subject;
  const known = found.get(gpu) ?? new Map<string, OwnClaim>();
  found.set(gpu, known);
  const key = `${kernel.hash} ${JSON.stringify(setup)}`;
  const before = known.get(key);
  if (before) return before;
  const verdict = await testInvariance(
    gpu,
    { kernel: workbenchId(kernel.like), text: kernel.source, setup },
    { signal: signal ?? new AbortController().signal, onProgress: () => onCase?.(), time: TIME_MS },
  );
  const claim = claimOf(verdict, kernel, setup);
  if (!claim) throw problem(subject, refusalWords(verdict));
  known.set(key, claim);
  return claim;
}

/** As the workbench calls the file. */
export function workbenchId(like: ShaderFile): string {
  return like.replace('_', '-');
}

function subjectsOf({ experiment, config, invariantAs }: TestOwnOptions): Subject[] {
  const subjects = experiment.arms.flatMap((arm) => {
    const own = ownKernelsOf(experiment, arm);
    const sets = setsThatRun(arm.kernels, invariantAs);
    return OPERATIONS.flatMap((operation): Subject[] => {
      const kernel = own[operation];
      if (!kernel) return [];
      const { dtype } = arm;
      const dimensions = dimensionsOf(kernel.like, config);
      const set = sets[operation];
      // What a rule does not look at makes no other test.
      const reads = rulesOf(set).readsParallelism.includes(operation);
      const parallelism = reads ? Math.min(arm.parallelism, MOST_PARALLELISM) : INITIAL_SETUP.parallelism;
      const setup = { operation, dimensions, set, parallelism, dtype };
      return [{ arm: arm.name, operation, kernel, setup }];
    });
  });
  const keyOf = ({ kernel, setup }: Subject) => `${kernel.hash} ${JSON.stringify(setup)}`;
  return [
    ...new Map(subjects.toReversed().map((subject) => [keyOf(subject), subject])).values(),
  ].toReversed();
}

/** The model's sizes as far as the tester takes them, else those that the file is tested on first. */
function dimensionsOf(like: ShaderFile, { hiddenSize, heads, kvHeads, headDim }: ModelConfig): Dimensions {
  const { operation, dimensions: usual } = editableKernel(workbenchId(like));
  const sizes: Readonly<Record<Operation, Dimensions>> = {
    matmul: { terms: hiddenSize, columns: COLUMNS },
    rmsnorm: { hidden: hiddenSize },
    attention: { heads: heads / kvHeads, kvHeads: 1, headDim, context: CONTEXT },
  };
  return dimensionsProblem(operation, sizes[operation]) === null ? sizes[operation] : usual;
}

function problem({ arm, operation, kernel }: Subject, words: string): OwnKernelError {
  return new OwnKernelError([`arm ${arm}: shaders.${operation}: ${kernel.name}: ${words}`]);
}

/** Why a text that was not run to its end may not go into the model. */
function refusalWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'compile': {
      const errors = verdict.messages.filter(({ type }) => type === 'error');
      return errors.map(placedText).join('; ');
    }
    case 'too-much':
      return placedText(verdict.problem);
    case 'refused':
      return `the device would not run it: ${verdict.message}`;
    case 'stopped':
      return `stopped in its test at M = ${verdict.rows}${verdict.loop ? `, in the loop at line ${verdict.loop.line}` : ''}: it does not end, or does far more than the kernel in whose place it would run`;
    default:
      return verdict.kind;
  }
}
