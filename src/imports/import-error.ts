/** A file that cannot be compared: every refusal in this folder is one of these. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** File, line or record, and field. */
  readonly where: string;
  /** What was expected there, and what was found. */
  readonly problem: string;

  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`${where}: ${problem}`, options);
    this.where = where;
    this.problem = problem;
  }
}
