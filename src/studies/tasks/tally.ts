import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import { type Proportion, wilsonInterval } from '../../numerics/inference/wilson.ts';
import {
  type Behaviour,
  type BehaviourMeans,
  behaviourDifferences,
  behaviourMeans,
  behaviourOf,
} from '../../results/behaviour.ts';
import type { Finish, RequestRecord } from '../../results/record.ts';
import { answerIn } from '../../results/score.ts';
import type { Task } from './task-file.ts';

/** What became of one task in one arm. */
export interface TaskOutcome {
  readonly id: string;
  readonly kind: string;
  readonly difficulty: number;
  readonly passed: boolean;
  readonly answer: string;
  /** What the completion gives for the answer; null where it gives none. */
  readonly found: string | null;
  readonly completion: string;
  readonly tokens: readonly number[];
  readonly fingerprint: string;
  readonly finish: Finish;
  readonly behaviour: Behaviour;
}

/** Pass rate with Wilson's 95 % interval. */
export interface Tally extends Proportion {
  readonly passed: number;
  readonly total: number;
}

/** Pass rates of one arm. */
export interface TaskScores {
  readonly overall: Tally;
  /** In the order in which the kinds come in the file. */
  readonly kinds: Readonly<Record<string, Tally>>;
  /** Means over the tasks. */
  readonly behaviour: BehaviourMeans;
  readonly tasks: readonly TaskOutcome[];
}

/** Task by task, one arm against another. */
export interface PairedScores {
  readonly onlyHere: number;
  readonly onlyThere: number;
  /** Two-sided, McNemar's exact test. */
  readonly pValue: number;
  /** Completions that differ in some token. */
  readonly otherTokens: number;
  /** Completions that differ in some bit of some logit. */
  readonly otherBits: number;
  /** Means of differences, task by task: here less there. */
  readonly behaviour: BehaviourMeans;
}

/** What scoring looks at of a request. */
export type ScoredRequest = Pick<RequestRecord, 'id' | 'text' | 'tokens' | 'fingerprint' | 'finish'>;

/** Scores requests, which are named as their tasks. */
export function scoreRequests(tasks: readonly Task[], requests: readonly ScoredRequest[]): TaskScores {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const outcomes = tasks.map((task) => outcomeOf(task, byId.get(task.id)!));
  const kinds = [...new Set(tasks.map(({ kind }) => kind))].map((kind) => {
    return [kind, tallyOf(outcomes.filter((outcome) => outcome.kind === kind))] as const;
  });
  const behaviour = behaviourMeans(outcomes.map((outcome) => outcome.behaviour))!;
  return { overall: tallyOf(outcomes), kinds: Object.fromEntries(kinds), behaviour, tasks: outcomes };
}

function outcomeOf(
  { id, kind, difficulty, answer, scoring }: Task,
  { text: completion, tokens, fingerprint, finish }: ScoredRequest,
): TaskOutcome {
  const found = answerIn(completion, scoring);
  const passed = found === answer && finish.reason !== 'error';
  const behaviour = behaviourOf({ tokens, text: completion });
  return { id, kind, difficulty, passed, answer, found, completion, tokens, fingerprint, finish, behaviour };
}

function tallyOf(outcomes: readonly TaskOutcome[]): Tally {
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, total: outcomes.length, ...wilsonInterval(passed, outcomes.length) };
}

/** Compares two arms' scores of the same tasks in the same order. */
export function compareScores(here: TaskScores, there: TaskScores): PairedScores {
  const count = (differs: (a: TaskOutcome, b: TaskOutcome) => boolean) =>
    here.tasks.filter((task, i) => differs(task, there.tasks[i])).length;
  const onlyHere = count((a, b) => a.passed && !b.passed);
  const onlyThere = count((a, b) => !a.passed && b.passed);
  return {
    onlyHere,
    onlyThere,
    pValue: mcNemarExact(onlyHere, onlyThere),
    otherTokens: count((a, b) => a.tokens.join() !== b.tokens.join()),
    otherBits: count((a, b) => a.fingerprint !== b.fingerprint),
    behaviour: behaviourDifferences(behavioursOf(here), behavioursOf(there))!,
  };
}

const behavioursOf = ({ tasks }: TaskScores) => tasks.map(({ behaviour }) => behaviour);
