import type { Command } from '../command.ts';
import { UsageError } from '../usage.ts';

type Part = (args: readonly string[], signal: AbortSignal) => Promise<number>;

/** Loaded once they are asked for. */
const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  trace: async () => (await import('../audit/trace-command.ts')).traceCommand,
};

export const audit: Command = {
  summary: 'what a deployed model costs, and whether what watches it would see it break',
  help: `Usage: lab audit <part> [options]

lab audit <part> --help says more of each.
`,

  async perform(args, signal) {
    const [name, ...rest] = args;
    const load = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : null;
    if (!load)
      throw new UsageError(
        `expected one of ${Object.keys(PARTS).join(', ')}, found ${name === undefined ? 'nothing' : `"${name}"`}`,
      );
    const part = await load();
    return await part(rest, signal);
  },
};
