import { createRandom } from '../../experiment/random.ts';
import { clopperPearson } from '../../numerics/inference/clopper-pearson.ts';
import { clusteredExact } from '../../numerics/inference/clustered-exact.ts';
import type { ValueInterval } from '../../numerics/inference/interval.ts';
import { holm } from '../../numerics/inference/multiplicity.ts';
import { stratifiedExact } from '../../numerics/inference/stratified-exact.ts';
import { cachedTokens, otherSeeds } from './audit-facts.ts';
import type { AuditRecord, Mechanism } from './audit-record.ts';
import { changesWithTime } from './clustered.ts';
import { batchesOf, LEVELS, type Level, strataOf } from './strata.ts';
import { restartTrials, type Trial, trialsOf } from './trials.ts';

/** Probability that anything is said to differ where nothing does. */
export const ALPHA = 0.05;

/** How often answers left their reference under a mechanism, and how often they did with nothing changed. */
export interface Share {
  readonly differ: number;
  readonly of: number;
  /** Of completions, with its exact 95 % interval; null of none. */
  readonly share: ValueInterval | null;
  /** What the share is at most, with 95 % confidence; null of none. */
  readonly atMost: number | null;
}

export interface LevelFigures {
  readonly treatment: Share;
  readonly control: Share;
  /** That the mechanism changes nothing, against that it makes answers leave; null: not tested. */
  readonly p: number | null;
  /** Over every mechanism and level, at the look that settled it or at the last. */
  readonly corrected: number | null;
}

export type Verdict = 'differs' | 'none-seen' | 'not-apart' | 'untold';

export interface MechanismFigures {
  readonly mechanism: Mechanism;
  readonly verdict: Verdict;
  /** Where it differs: in tokens, or in log probabilities alone. */
  readonly level: Level | null;
  readonly figures: Readonly<Record<Level, LevelFigures>>;
  readonly trials: readonly Trial[];
}

export interface Judgement {
  readonly mechanisms: readonly MechanismFigures[];
  /** Whether answers to prompts asked alone change with time, and not from one to the next. */
  readonly withTime: boolean;
  /** Whether any log probability could be compared. */
  readonly bits: boolean;
}

/**
 * What the record says of each mechanism, at each of its looks: once told to differ, it stays told. Every mechanism but `run`, of which one
 * other answer is the proof, is compared with what answers do by themselves (strata.ts), corrected by Holm over mechanisms and levels.
 */
export function judgeAudit(record: AuditRecord): Judgement {
  const looks =
    record.looks.length > 0 ? record.looks : [{ after: record.observations.length, level: ALPHA }];
  const settled = new Map<Mechanism, Settled>();
  let last = tested(record, record.observations.length);
  for (const { after, level } of looks) {
    last = tested(record, after);
    for (const mechanism of record.mechanisms) {
      const corrected = correctedOf(last, mechanism);
      const by = LEVELS.find((each) => (corrected[each] ?? 1) <= level);
      if (by && !settled.has(mechanism)) settled.set(mechanism, { by, corrected });
    }
  }
  const mechanisms = record.mechanisms.map((mechanism) =>
    figuresOf(mechanism, last, settled.get(mechanism) ?? null),
  );
  return { mechanisms, withTime: last.withTime, bits: last.bits };
}

type Corrected = Readonly<Record<Level, number | null>>;

interface Settled {
  readonly by: Level;
  readonly corrected: Corrected;
}

interface Test {
  readonly mechanism: Mechanism;
  readonly level: Level;
  readonly p: number;
  readonly corrected: number;
}

interface Tested {
  readonly trials: readonly Trial[];
  readonly tests: readonly Test[];
  readonly withTime: boolean;
  readonly bits: boolean;
  readonly record: AuditRecord;
}

/** All tests of what was seen by then. */
function tested(record: AuditRecord, after: number): Tested {
  const seen = { ...record, observations: record.observations.slice(0, after) };
  const trials = [...trialsOf(seen), ...restartTrials(seen)];
  const bits = trials.some((trial) => trial.bits !== null);
  const withTime = LEVELS.some((level) =>
    changesWithTime(aloneInTime(trials, level), createRandom(record.seed)),
  );
  const tests = record.mechanisms
    .filter((mechanism) => mechanism !== 'run')
    .flatMap((mechanism) =>
      LEVELS.filter((level) => level === 'tokens' || bits).map((level) => ({
        mechanism,
        level,
        p:
          mechanism === 'order'
            ? clusteredExact(batchesOf(level, trials, withTime))
            : stratifiedExact(strataOf(mechanism, level, trials, { withTime, earlier: record.earlier })),
      })),
    );
  const corrected = holm(tests.map(({ p }) => p));
  return {
    trials,
    tests: tests.map((test, i) => ({ ...test, corrected: corrected[i] })),
    withTime,
    bits,
    record,
  };
}

function aloneInTime(trials: readonly Trial[], level: Level): boolean[][] {
  const lists = new Map<number, boolean[]>();
  for (const trial of trials) {
    const left = trial[level];
    if (!trial.alone || trial.arm !== 'control' || left === null) continue;
    lists.set(trial.prompt, [...(lists.get(trial.prompt) ?? []), left]);
  }
  return [...lists.values()];
}

function correctedOf({ tests }: Tested, mechanism: Mechanism): Corrected {
  const of = (level: Level) =>
    tests.find((test) => test.mechanism === mechanism && test.level === level)?.corrected ?? null;
  return { tokens: of('tokens'), bits: of('bits') };
}

function figuresOf(mechanism: Mechanism, all: Tested, settled: Settled | null): MechanismFigures {
  const own = (arm: Trial['arm']) =>
    all.trials.filter((trial) => trial.mechanism === mechanism && trial.arm === arm);
  const treatment = mechanism === 'run' ? all.trials.filter(({ alone }) => alone) : own('treatment');
  const corrected = settled?.corrected ?? correctedOf(all, mechanism);
  const figures = Object.fromEntries(
    LEVELS.map((level): [Level, LevelFigures] => [
      level,
      {
        treatment: shareOf(treatment.map((trial) => trial[level])),
        control: controlOf(mechanism, level, all),
        p: all.tests.find((test) => test.mechanism === mechanism && test.level === level)?.p ?? null,
        corrected: corrected[level],
      },
    ]),
  ) as Record<Level, LevelFigures>;
  const other = LEVELS.find((each) => figures[each].treatment.differ > 0);
  const level = mechanism === 'run' ? other : settled?.by;
  return {
    mechanism,
    verdict: level ? 'differs' : verdictOf(figures, wasTried(mechanism, all)),
    level: level ?? null,
    figures,
    trials: treatment,
  };
}

/** Whether the server did what was to be tried: it had a prompt cached, where it tells, and drew by seeds. */
function wasTried(mechanism: Mechanism, { trials, record }: Tested): boolean {
  if (mechanism === 'cache') return cachedTokens(record).warm !== 0;
  if (mechanism !== 'seed') return true;
  const { of, differ } = otherSeeds(trials.filter((trial) => trial.mechanism === 'seed'));
  return of === 0 || differ > 0;
}

function verdictOf({ tokens, bits }: Readonly<Record<Level, LevelFigures>>, tried: boolean): Verdict {
  if (tokens.treatment.of === 0) return 'untold';
  if (tokens.treatment.differ + bits.treatment.differ > 0) return 'not-apart';
  return tried ? 'none-seen' : 'untold';
}

function controlOf(mechanism: Mechanism, level: Level, { trials, record }: Tested): Share {
  if (mechanism === 'run') return shareOf([]);
  const strata = strataOf(mechanism, level, trials, { withTime: false, earlier: record.earlier });
  const differ = strata.reduce((sum, { passedB }) => sum + passedB, 0);
  return countsOf(
    differ,
    strata.reduce((sum, { totalB }) => sum + totalB, 0),
  );
}

function shareOf(left: readonly (boolean | null)[]): Share {
  const told = left.filter((each) => each !== null);
  return countsOf(told.filter(Boolean).length, told.length);
}

function countsOf(differ: number, of: number): Share {
  if (of === 0) return { differ, of, share: null, atMost: null };
  // Both ends of 90 % are each one end of 95 %.
  return { differ, of, share: clopperPearson(differ, of), atMost: clopperPearson(differ, of, 0.1).high };
}
