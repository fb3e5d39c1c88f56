import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Experiment } from '../../../experiment/schema.ts';
import type { Answer, Question } from '../../../studies/search/question.ts';
import type { SearchResult } from '../../../worker/methods/search.ts';
import { IDLE, type Task } from '../../state/task.ts';

/** How far a question's runs are. */
export interface Asking {
  readonly runs: number;
  readonly most: number;
  readonly doing: string;
}

/** Where a question stands. A fault of the kind `experiment`: it cannot be asked of this pair. */
export type AskState = Task<Asking, SearchResult>;

/** A question that was asked, and what is known of its answer. */
export interface Asked {
  /** Numbers the questions of this visit. */
  readonly id: number;
  /** What it was asked about: the answer says nothing of another experiment. */
  readonly experiment: Experiment;
  readonly question: Question;
  readonly now: AskState;
  /** The whole answer once done; what was found by then while it runs or after it was cancelled. */
  readonly answer: Answer | null;
}

/** A question and its whole answer, of an earlier visit. */
export interface AnsweredBefore {
  readonly question: Question;
  readonly result: SearchResult;
}

/** The latest of each kind, the newest first. */
export const searchStore = createStore<{ readonly asked: readonly Asked[] }>(() => ({ asked: [] }));

export function useAsked(): readonly Asked[] {
  return useStore(searchStore, ({ asked }) => asked);
}

/** Of an answer's panel on the page. */
export function answerId(id: number): string {
  return `answer-${id}`;
}

let questions = 0;

/** Puts a question on top, in the place of an earlier one of its kind. */
export function begin(experiment: Experiment, question: Question): number {
  const id = ++questions;
  searchStore.setState(({ asked }) => ({
    asked: [
      { id, experiment, question, now: IDLE, answer: null },
      ...asked.filter((each) => each.question.kind !== question.kind),
    ],
  }));
  return id;
}

export function update(id: number, change: Partial<Pick<Asked, 'now' | 'answer'>>): void {
  searchStore.setState(({ asked }) => ({
    asked: asked.map((each) => (each.id === id ? { ...each, ...change } : each)),
  }));
}

/** Puts earlier answers about an experiment with those of this visit, in the place of what was asked about it since. */
export function bringAnswers(experiment: Experiment, answers: readonly AnsweredBefore[]): void {
  const brought = answers.map(({ question, result }): Asked => {
    const id = ++questions;
    return { id, experiment, question, now: { state: 'done', result }, answer: result.answer };
  });
  searchStore.setState(({ asked }) => ({
    asked: [...brought, ...asked.filter((each) => each.experiment !== experiment)],
  }));
}

export function forget(id: number): void {
  searchStore.setState(({ asked }) => ({ asked: asked.filter((each) => each.id !== id) }));
}
