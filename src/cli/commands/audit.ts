import type { Command, CommandPart } from '../command.ts';
import { UsageError } from '../usage.ts';

/** Loaded once they are asked for. */
const PARTS: Readonly<Record<string, () => Promise<CommandPart>>> = {
  model: async () => (await import('../audit/model-command.ts')).modelAudit,
  trace: async () => (await import('../audit/trace-command.ts')).traceCommand,
  monitor: async () => (await import('../audit/monitor-command.ts')).monitorCommand,
  drift: async () => (await import('../audit/drift-command.ts')).driftCommand,
  behaviour: async () => (await import('../audit/behaviour-command.ts')).behaviourCommand,
  alarms: async () => (await import('../audit/alarms-command.ts')).alarmsCommand,
  server: async () => (await import('../audit/server-command.ts')).serverAudit,
};

export const audit: Command = {
  summary: 'what a deployed model costs, and whether what watches it would see it break',
  help: `Usage: lab audit <part> [options]

  model      latencies, memory, cost and quality of a model in each precision
  trace      one request, from its text to its picture
  monitor    what a run under load counted, for Prometheus and OpenTelemetry
  drift      what changed from one table of a log to another
  behaviour  whether answers loop, repeat, grow or refuse more than before
  alarms     which alarms see which faults, and how often they go off at nothing
  server     what changes the answers of an OpenAI-compatible server

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
