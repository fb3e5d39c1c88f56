import { COMPARING } from './terms-comparing.ts';
import { MODEL } from './terms-model.ts';
import { NUMBERS } from './terms-numbers.ts';
import { SERVING } from './terms-serving.ts';

export const TERM_GROUPS = [
  { id: 'numbers', title: 'Numbers', terms: NUMBERS },
  { id: 'model', title: 'Model and kernels', terms: MODEL },
  { id: 'serving', title: 'Serving', terms: SERVING },
  { id: 'comparing', title: 'Comparing', terms: COMPARING },
] as const;

export const TERMS = { ...NUMBERS, ...MODEL, ...SERVING, ...COMPARING };

export type TermId = keyof typeof TERMS;

export function isTerm(id: string): id is TermId {
  return Object.hasOwn(TERMS, id);
}
