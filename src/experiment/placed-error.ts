/** Something that is wrong at a place: a file, a line, a field. */
export class PlacedError extends Error {
  readonly where: string;
  /** What was expected there, and what was found. */
  readonly problem: string;

  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`${where}: ${problem}`, options);
    this.where = where;
    this.problem = problem;
  }
}
