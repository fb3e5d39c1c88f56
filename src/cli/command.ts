/** One subcommand of `lab`. */
export interface Command {
  readonly summary: string;
  /** Printed by --help. */
  readonly help: string;
  /** Returns the exit code: 0, or 1 where a check failed. Throws UsageError and the project's errors. */
  perform(args: readonly string[], signal: AbortSignal): Promise<number>;
}
