import { ModelError } from '../model-error.ts';

/**
 * `refused`: the host wants a token, another one, or terms accepted. `missing`: no such repository, revision or file. `busy`: the host asks
 * to wait. `silent`: no answer. `damaged`: the answer is not what was announced. `room`: too little place to keep it. `not-kept`: it would have to be downloaded, which
 * nobody has asked for.
 */
export type SourceProblem = 'refused' | 'missing' | 'busy' | 'silent' | 'damaged' | 'room' | 'not-kept';

/** A model from elsewhere that cannot be had; `where` is its source or an address. */
export class SourceError extends ModelError {
  readonly why: SourceProblem;

  constructor(why: SourceProblem, where: string, problem: string, options?: ErrorOptions) {
    super(where, problem, options);
    this.why = why;
  }
}
