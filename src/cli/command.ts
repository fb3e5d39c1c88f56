/** One subcommand of `lab`. */
export interface Command {
  readonly summary: string;
  /** Printed by --help. */
  readonly help: string;
  /** The help of a part that has one of its own; null: there is no such part. */
  helpOf?(part: string): Promise<string | null>;
  /** The exit code of an error that a part, the first argument, threw; null: the lab's own. */
  codeOf?(part: string | undefined, error: unknown): number | null;
  /** Returns the exit code: 0, 1 where a check failed, 3 where a run forked and was not to. Throws UsageError and the project's errors. */
  perform(args: readonly string[], signal: AbortSignal): Promise<number>;
}

/** A part of a command, in a module of its own. */
export type CommandPart = Pick<Command, 'help' | 'perform'>;
