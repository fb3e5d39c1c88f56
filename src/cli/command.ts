/** One subcommand of `lab`. */
export interface Command {
  readonly summary: string;
  /** Printed by --help. */
  readonly help: string;
  /** Returns the exit code: 0, 1 where a check failed, 3 where a run forked and was not to. Throws UsageError and the project's errors. */
  perform(args: readonly string[], signal: AbortSignal): Promise<number>;
}
