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
export const SEEDS = 4;

export interface BakeSetting {
  readonly engine: Engine;
  readonly modelOf: (name: string) => Promise<LoadedModel>;
  /** SHA-256 of the file of tasks. */
  readonly taskFile: string;
  readonly onProgress?: (words: string) => void;
}

type BakedAnswers = LibraryFile['settings'][number];

/**
 * Asks all that the library holds of some settings, and gives the library after each of them: those that are done, in the order of
 * `ANSWER_SETTINGS`, beside those that `known` has of the others.
 */
export async function* bakeAnswers(
  tasks: readonly Task[],
  setting: BakeSetting,
  { settings, known }: { readonly settings: readonly AnswerSetting[]; readonly known: LibraryFile | null },
): AsyncGenerator<LibraryFile, void, void> {
  const { engine, modelOf, taskFile } = setting;
  const [nano, pico] = [await modelOf('nano'), await modelOf('pico')];
  const rules = new Set(known?.rules);
  const done = new Map(known?.settings.map((each) => [each.id, each]));
  const ask = async (each: AnswerSetting, seed: number, temperature: number) => {
    setting.onProgress?.(`${each.id}, seed ${seed}, temperature ${temperature}`);
    const { outcomes, record } = await measureAnswers(tasks, { setting: each, seed, temperature }, setting);
    for (const { operations } of record.postures) for (const { rule } of operations) rules.add(rule);
    return outcomes;
  };
  const first = await ask(ANSWER_SETTINGS[0], 1, 0);
  for (const each of settings) {
    done.set(each.id, await bakedAnswers(each, first, done.get(ANSWER_SETTINGS[0].id), ask));
    yield {
      version: 1,
      models: { nano: nano.checkpoint.hash, pico: pico.checkpoint.hash },
      ...{ taskFile, tasks: tasks.length, engine: engine.kind, adapter: engine.adapter.description },
      ...{ rules: [...rules].toSorted(), temperature: SAMPLED_AT },
      settings: ANSWER_SETTINGS.flatMap(({ id }) => done.get(id) ?? []),
    };
  }
}

async function bakedAnswers(
  setting: AnswerSetting,
  first: readonly TaskOutcome[],
  none: BakedAnswers | undefined,
  ask: (setting: AnswerSetting, seed: number, temperature: number) => Promise<readonly TaskOutcome[]>,
): Promise<BakedAnswers> {
  const greedy: (readonly TaskOutcome[])[] = [];
  for (const seed of greedySeeds(setting)) greedy.push(await ask(setting, seed, 0));
  const other = differing(greedy[0], first);
  // Invariant kernels that give every bit of all greedy answers again give the same draws: they are not asked twice.
  if (none && setting.id !== none.id && setting.set === 'invariant' && other.otherBits === 0)
    return { id: setting.id, greedy: greedy.map(passedText), sampled: none.sampled, ...other };
  const sampled: (readonly TaskOutcome[])[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) sampled.push(await ask(setting, seed, SAMPLED_AT));
  return {
    ...{ id: setting.id, greedy: greedy.map(passedText), sampled: sampled.map(passedText) },
    ...other,
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
