import type { Gpu } from '../gpu/device.ts';
import { probePortable } from '../kernels/portable/probe-portable.ts';
import type { AdapterReport } from '../steps/engine.ts';
import { accuracyOf } from './accuracy.ts';
import { deviceRespondent } from './ask-device.ts';
import { hostRespondent } from './ask-host.ts';
import type { Census, CensusRuntime } from './census-types.ts';
import { deviceFacts } from './device-facts.ts';
import { expressionFact } from './expressions.ts';
import { habitOf } from './habits.ts';
import { halfFact } from './halves.ts';
import type { Respondent } from './question.ts';
import { FUNCTIONS, ROUNDINGS } from './questions/accuracy.ts';
import { EXPRESSIONS } from './questions/expressions.ts';
import { HABITS } from './questions/habits.ts';
import { HALVES } from './questions/halves.ts';
import { SUBNORMALS } from './questions/subnormals.ts';
import { subnormalFact } from './subnormals.ts';
import { measureTiming } from './timing.ts';

/** How a census is taken, in a page's worker, in Node and in Deno alike. */
export interface TakeCensus {
  readonly runtime: CensusRuntime;
  /** ISO day. */
  readonly on: string;
  /** Hears what is asked next, and how many questions of how many are answered. */
  readonly onProgress?: ((asked: string, done: number, total: number) => void) | undefined;
  /** Looked at before each question. */
  readonly signal?: AbortSignal | undefined;
}

/** What the kernel set `portable` and the device itself are asked, beside the questions. */
const OTHERS = 3;
export const QUESTIONS =
  ROUNDINGS.length +
  FUNCTIONS.length +
  EXPRESSIONS.length +
  SUBNORMALS.length +
  HALVES.length +
  HABITS.length;

/** Asks an adapter everything. Throws GpuError where a question cannot be asked, and the signal's reason. */
export async function takeCensus(gpu: Gpu, take: TakeCensus): Promise<Census> {
  const { vendor, architecture, device, description } = gpu.info;
  const adapter = { vendor, architecture, device, description, software: gpu.software };
  const step = stepper(take, QUESTIONS + OTHERS);
  const portable = await step('portable arithmetic', () => probePortable(gpu));
  const arithmetic = await askAll(deviceRespondent(gpu), step);
  return {
    ...headOf('webgpu', adapter, take),
    portable,
    ...arithmetic,
    device: await step('the device', () => deviceFacts(gpu)),
    timing: await step('clocks', () => measureTiming(gpu, take.signal)),
  };
}

/** The same of this lab's CPU engine: the reference that adapters are read against. */
export async function takeHostCensus(adapter: AdapterReport, take: TakeCensus): Promise<Census> {
  const step = stepper(take, QUESTIONS);
  const arithmetic = await askAll(hostRespondent, step);
  return {
    ...headOf('cpu', adapter, take),
    portable: { holds: true },
    ...arithmetic,
    device: null,
    timing: null,
  };
}

type Step = <T>(asked: string, answer: () => Promise<T>) => Promise<T>;

function stepper({ onProgress, signal }: TakeCensus, total: number): Step {
  let done = 0;
  return async (asked, answer) => {
    signal?.throwIfAborted();
    onProgress?.(asked, done, total);
    const found = await answer();
    done++;
    return found;
  };
}

const headOf = (engine: Census['engine'], adapter: AdapterReport, { runtime, on }: TakeCensus) =>
  ({ schema: 'census@1', on, engine, runtime, adapter }) as const;

async function askAll(respondent: Respondent, step: Step) {
  /** One after the other: each is alone on the device. */
  async function each<Q extends { readonly asked: string }, A>(
    questions: readonly Q[],
    answer: (respondent: Respondent, question: Q) => Promise<A>,
  ): Promise<A[]> {
    const answers: A[] = [];
    for (const question of questions)
      answers.push(await step(question.asked, () => answer(respondent, question)));
    return answers;
  }
  return {
    roundings: await each(ROUNDINGS, accuracyOf),
    functions: await each(FUNCTIONS, accuracyOf),
    expressions: await each(EXPRESSIONS, expressionFact),
    subnormals: await each(SUBNORMALS, subnormalFact),
    halves: await each(HALVES, halfFact),
    habits: await each(HABITS, habitOf),
  };
}
