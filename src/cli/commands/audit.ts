import type { Command, CommandPart } from '../command.ts';
import { UsageError } from '../usage.ts';

/** Loaded once they are asked for. */
const PARTS: Readonly<Record<string, () => Promise<CommandPart>>> = {
  drift: async () => (await import('../audit/drift-command.ts')).driftCommand,
  monitor: async () => (await import('../audit/monitor-command.ts')).monitorCommand,
  alarms: async () => (await import('../audit/alarms-command.ts')).alarmsCommand,
};

export const audit: Command = {
  summary: 'what a deployed model costs, and whether what watches it would see it break',
  help: `Usage: lab audit <part> [options]

lab audit <part> --help says more of each.
`,

  async perform(args, signal) {
    const [name, ...rest] = args;
    const part = await partOf(name);
    if (!part)
      throw new UsageError(
        `expected one of ${Object.keys(PARTS).join(', ')}, found ${name === undefined ? 'nothing' : `"${name}"`}`,
      );
    return await part.perform(rest, signal);
  },

  async helpOf(name) {
    return (await partOf(name))?.help ?? null;
  },
};

async function partOf(name: string | undefined): Promise<CommandPart | null> {
  return name !== undefined && Object.hasOwn(PARTS, name) ? await PARTS[name]() : null;
}
