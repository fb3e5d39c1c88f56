import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import type { TaskOutcome } from '../tasks/tally.ts';
import type { Task } from '../tasks/task-file.ts';
import { bitsText, type LibraryFile } from './answer-library.ts';
import { ANSWER_SETTINGS, type AnswerSetting } from './faults.ts';
import { measureAnswers } from './measure-answers.ts';

/** What sampled answers are drawn at: within what services set, and where nano still answers more than half. */
export const SAMPLED_AT = 0.7;
/** Draws of each task in each setting. */
export const SEEDS = 8;

export interface BakeSetting {
  readonly engine: Engine;
  readonly modelOf: (name: string) => Promise<LoadedModel>;
  /** SHA-256 of the file of tasks. */
  readonly taskFile: string;
  readonly onProgress?: (words: string) => void;
}

/** Asks everything that the library holds: some 100 runs of all tasks. */
export async function bakeAnswers(tasks: readonly Task[], setting: BakeSetting): Promise<LibraryFile> {
  const rules = new Set<string>();
  const settings: LibraryFile['settings'][number][] = [];
  let first: readonly TaskOutcome[] | null = null;
  for (const each of ANSWER_SETTINGS) {
    const ask = async (seed: number, temperature: number) => {
      setting.onProgress?.(`${each.id}, seed ${seed}, temperature ${temperature}`);
      const { outcomes, record } = await measureAnswers(tasks, { setting: each, seed, temperature }, setting);
      for (const { operations } of record.postures) for (const { rule } of operations) rules.add(rule);
      return outcomes;
    };
    const greedy: (readonly TaskOutcome[])[] = [];
    for (const seed of greedySeeds(each)) greedy.push(await ask(seed, 0));
    const sampled: (readonly TaskOutcome[])[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) sampled.push(await ask(seed, SAMPLED_AT));
    first ??= greedy[0];
    settings.push({
      ...{ id: each.id, greedy: greedy.map(passedText), sampled: sampled.map(passedText) },
      ...differing(greedy[0], first),
    });
  }
  const [nano, pico] = [await setting.modelOf('nano'), await setting.modelOf('pico')];
  const { kind, adapter } = setting.engine;
  return {
    version: 1,
    models: { nano: nano.checkpoint.hash, pico: pico.checkpoint.hash },
    ...{ taskFile: setting.taskFile, tasks: tasks.length, engine: kind, adapter: adapter.description },
    ...{ rules: [...rules].toSorted(), temperature: SAMPLED_AT, settings },
  };
}

/** Greedy answers that do not follow company are the same for every seed. */
export function greedySeeds({ company }: AnswerSetting): number[] {
  return Array.from({ length: company ? SEEDS : 1 }, (_, i) => i + 1);
}

const passedText = (outcomes: readonly TaskOutcome[]) => bitsText(outcomes.map(({ passed }) => passed));

function differing(here: readonly TaskOutcome[], there: readonly TaskOutcome[]) {
  const count = (differs: (a: TaskOutcome, b: TaskOutcome) => boolean) =>
    here.filter((outcome, i) => differs(outcome, there[i])).length;
  return {
    otherTokens: count((a, b) => a.tokens.join() !== b.tokens.join()),
    otherBits: count((a, b) => a.fingerprint !== b.fingerprint),
  };
}
