import { type OnWeights, prepareWeights } from '../../lab/prepare-weights.ts';
import {
  type CertifiedOperation,
  COLUMNS,
  INVARIANCES,
  noCell,
  setsName,
} from '../../results/certificate-cell.ts';
import type { Engine, EngineModel } from '../../steps/engine.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { isSampled } from '../../steps/step-plan.ts';
import type { Claim } from './claims.ts';
import { askedOf, type MatrixOptions, modelRows } from './matrix.ts';
import { modelCases } from './model-cases.ts';
import { ProbeArm } from './probe-arm.ts';

/** What a certificate will take through the whole model; its operations by themselves take a minute or so, and more where products are large. */
export interface Forecast {
  readonly steps: number;
  readonly seconds: number;
  /** Of all operations, as their cases name them (`cellName`). */
  readonly cells: number;
}

/** Steps, their rows, and those of them that are sampled, all together. */
interface Work {
  steps: number;
  rows: number;
  sampled: number;
}

/** A few rows more than a thread holds, and as many batchmates as decode. */
const CHUNK = 33;
const COMPANY = { rows: 17, before: 'half', seed: 1 } as const;

/**
 * Counts the steps that the claims will take and times a few of their kind, with the first claim's weights. Throws the engine's errors
 * and the signal's reason.
 */
export async function forecast(
  options: Omit<MatrixOptions, 'probes'>,
  { signal, onWeights }: { readonly signal?: AbortSignal | undefined; readonly onWeights?: OnWeights },
): Promise<Forecast> {
  const { engine, model, form } = options;
  const { groups, whole } = askedOf(options);
  const cellsOf = (operation: CertifiedOperation, set: string) =>
    columnsOf(engine).filter((each) => !noCell(operation, each, set)).length;
  const cells =
    groups.reduce((sum, { operation, set }) => sum + cellsOf(operation, set), 0) +
    whole.reduce((sum, { kernels }) => sum + cellsOf('whole model', setsName(kernels)), 0);
  if (whole.length === 0) return { steps: 0, seconds: 0, cells };
  const work: Work = { steps: 0, rows: 0, sampled: 0 };
  for (const claim of whole) await countSteps(model, claim, form, work);
  await prepareWeights({ engine, model, signal }, [whole[0].weights], onWeights);
  const seconds = await timeSteps(engine, model, whole[0], signal);
  return { steps: work.steps, seconds: seconds(work), cells };
}

/** That of the device only where there is one. */
function columnsOf({ kind }: Pick<Engine, 'kind'>) {
  return COLUMNS.filter((each) => each !== 'device' || kind === 'webgpu');
}

/** Goes through the cases of a claim with an engine that computes nothing. */
async function countSteps(
  model: MatrixOptions['model'],
  claim: Claim,
  form: MatrixOptions['form'],
  work: Work,
): Promise<void> {
  const arm = await ProbeArm.open({ load: () => countingModel(work) }, model, claim);
  for (const invariance of INVARIANCES)
    for await (const _ of modelCases(invariance, arm, modelRows(claim, form)));
}

function countingModel(work: Work): EngineModel {
  const step = ({ slices }: StepPlan): Promise<StepOutput> => {
    const sampled = slices.filter(isSampled);
    work.steps++;
    work.rows += slices.reduce((sum, { tokens }) => sum + tokens.length, 0);
    work.sampled += sampled.length;
    const chosen = { index: 0, token: 0, logit: 0 };
    const nothing = { ...chosen, digest: new Uint32Array(4), top: [], logSumExp: 0, finite: true };
    const samples = sampled.map(({ request }) => ({ ...nothing, request, logits: new Float32Array(1) }));
    return Promise.resolve({ samples, plans: {} });
  };
  const done = () => Promise.resolve();
  const arm = { step, spoilCache: done, blockLayout: 'none', destroy: () => undefined };
  return { openArm: () => Promise.resolve(arm) };
}

/** Seconds of so much work: a step has a price, and so have a row and one that is sampled. */
async function timeSteps(
  engine: Engine,
  model: MatrixOptions['model'],
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<(work: Work) => number> {
  const arm = await ProbeArm.open(engine, model, claim);
  try {
    const tokens = arm.tokens(CHUNK);
    const timed = async (run: () => Promise<unknown>) => {
      // Once for the kernels to be compiled.
      await run();
      signal?.throwIfAborted();
      const start = performance.now();
      await run();
      return (performance.now() - start) / 1000;
    };
    const one = await timed(() => arm.step(tokens.slice(0, 1), 0));
    const rows = Math.min(CHUNK, arm.longest);
    const chunk = await timed(() => arm.step(tokens.slice(0, rows), 0));
    const company = await timed(() => arm.step(tokens.slice(0, 1), 0, COMPANY));
    const row = Math.max(0, (chunk - one) / Math.max(1, rows - 1));
    const sampled = Math.max(0, (company - one) / (COMPANY.rows - 1) - row);
    const step = Math.max(0, one - row - sampled);
    return (work) => step * work.steps + row * work.rows + sampled * work.sampled;
  } finally {
    arm.close();
  }
}
