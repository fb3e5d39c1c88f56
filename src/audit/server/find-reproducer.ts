import type { Block, Planned } from './audit-blocks.ts';
import { costOf } from './audit-plan.ts';
import type { Budget, KeptAnswer, Mechanism, Observation, Reproducer } from './audit-record.ts';
import { compareAnswers } from './compare-answers.ts';
import type { Judgement } from './judge-audit.ts';
import type { Level } from './strata.ts';
import type { Trial } from './trials.ts';

/** Mechanisms that a script of a few requests can show, those first that say most. */
const SHOWN: readonly Mechanism[] = ['company', 'order', 'cache', 'stream', 'speculation', 'seed', 'run'];

/** Times that one company is sent before it counts as doing nothing. */
const TRIES = 2;
/** Times that the smallest is sent once it is found. */
const REPEATS = 3;

interface Search {
  readonly judgement: Judgement;
  readonly observations: readonly Observation[];
  readonly blocks: ReadonlyMap<number, Block>;
  readonly answers: readonly KeptAnswer[];
  readonly fits: (cost: Budget) => boolean;
  /** Sends a block and gives its number. */
  readonly send: (block: Block) => Promise<number>;
}

type Compared = Planned & { readonly compared: boolean };

/**
 * The smallest traffic under which an answer differs: of a company as little as still does it, taken away by halves and then one by
 * one for as long as the budget holds; then all of it sent again, to see how often. Null where nothing differs.
 */
export async function findReproducer(search: Search): Promise<Reproducer | null> {
  const found = SHOWN.map((mechanism) =>
    search.judgement.mechanisms.find((each) => each.mechanism === mechanism && each.verdict === 'differs'),
  ).find((each) => each !== undefined);
  if (!found) return null;
  const level = found.level ?? 'tokens';
  const trial = found.trials.find((each) => each[level]);
  const groups = trial && trafficOf(trial, search);
  if (!groups) return null;
  const { mechanism } = found;
  const crowd = groups.at(-1)!.filter(({ compared }) => !compared);
  const left = crowd.length === 0 ? crowd : await shrunk(groups, crowd, { mechanism, level }, search);
  const smallest = [...groups.slice(0, -1), withCompany(groups.at(-1)!, left)];
  const { sent, differed } = await tried(
    smallest,
    { mechanism, level, times: REPEATS, untilOne: false },
    search,
  );
  return {
    mechanism,
    level,
    sent,
    differed,
    company: { before: crowd.length, after: left.length },
    groups: smallest.map((group) =>
      group.map(({ ask: { prompt, sampling, stream, extra }, compared }) => ({
        ...{ prompt, sampling, stream, extra, compared },
      })),
    ),
  };
}

/** The answer that others were compared with, asked again, and then the one that differs, with whoever was asked at once with it. */
function trafficOf(trial: Trial, { observations, blocks }: Search): Compared[][] | null {
  const planned = (of: Observation | undefined) =>
    blocks.get(of?.block ?? -1)?.groups.find((group) => group.some(({ ask }) => ask.id === of?.id));
  const odd = observations.find(
    (each) =>
      each.block === trial.block &&
      each.unit === trial.unit &&
      each.answer === trial.answer &&
      each.arm !== 'noise',
  );
  const reference = observations.find(({ unit, arm }) => unit === trial.unit && arm === 'reference');
  const [before, after] = [planned(reference), planned(odd)];
  if (!before || !after) return null;
  const first = marked(before, reference!.id);
  const second = marked(after, odd!.id);
  // What is cold once is warm when it is asked again, so it goes first.
  return trial.mechanism === 'cache' ? [second, first] : [first, second];
}

function marked(group: readonly Planned[], id: string): Compared[] {
  return group.map((each) => ({ ...each, compared: each.ask.id === id }));
}

function withCompany(group: readonly Compared[], company: readonly Compared[]): Compared[] {
  return group.filter((each) => each.compared || company.includes(each));
}

async function shrunk(
  groups: readonly Compared[][],
  crowd: readonly Compared[],
  how: Pick<Trying, 'mechanism' | 'level'>,
  search: Search,
): Promise<readonly Compared[]> {
  let left = crowd;
  const still = async (company: readonly Compared[]) => {
    const traffic = [...groups.slice(0, -1), withCompany(groups.at(-1)!, company)];
    return (await tried(traffic, { ...how, times: TRIES, untilOne: true }, search)).differed > 0;
  };
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < left.length; ) {
      const without = left.filter((_, i) => i < from || i >= from + size);
      if (await still(without)) left = without;
      else from += size;
    }
  return left;
}

interface Trying {
  readonly mechanism: Mechanism;
  readonly level: Level;
  readonly times: number;
  /** Whether one difference is enough. */
  readonly untilOne: boolean;
}

/** Sends traffic up to so many times, for as long as the budget holds, and counts how often the compared answers differ. */
async function tried(
  groups: readonly (readonly Compared[])[],
  { mechanism, level, times, untilOne }: Trying,
  { observations, answers, fits, send }: Search,
): Promise<{ sent: number; differed: number }> {
  let [sent, differed] = [0, 0];
  const cost = costOf({ groups });
  while (sent < times && fits(cost) && !(untilOne && differed > 0)) {
    const block = again(groups, mechanism, observations.length);
    const number = await send(block);
    sent++;
    const [a, b] = observations
      .filter((each) => each.block === number && each.arm === 'control')
      .map(({ answer }) => (answer === null ? null : answers[answer]));
    if (a && b && compareAnswers(a, b)[level]) differed++;
  }
  return { sent, differed };
}

/** The same traffic under ids of its own; found by looking for it, it is of no use to a verdict. */
function again(groups: readonly (readonly Compared[])[], mechanism: Mechanism, time: number): Block {
  return {
    mechanism: mechanism as Block['mechanism'],
    groups: groups.map((group) =>
      group.map(
        ({ compared, ask, ...each }): Planned => ({
          ...each,
          ask: { ...ask, id: `again-${time}-${ask.id}` },
          arm: compared ? 'control' : 'noise',
          unit: 'again',
        }),
      ),
    ),
  };
}
