import { GpuError } from '../gpu/errors.ts';
import type { Command } from './command.ts';
import { audit } from './commands/audit.ts';
import { bisect } from './commands/bisect.ts';
import { blame } from './commands/blame.ts';
import { census } from './commands/census.ts';
import { certify } from './commands/certify.ts';
import { claims } from './commands/claims.ts';
import { cliffs } from './commands/cliffs.ts';
import { compare } from './commands/compare.ts';
import { complete } from './commands/complete.ts';
import { couplings } from './commands/couplings.ts';
import { exportModel } from './commands/export.ts';
import { findNeedle } from './commands/find-needle.ts';
import { flip } from './commands/flip.ts';
import { gate } from './commands/gate.ts';
import { importance } from './commands/importance.ts';
import { kernel } from './commands/kernel.ts';
import { link } from './commands/link.ts';
import { load } from './commands/load.ts';
import { look } from './commands/look.ts';
import { model } from './commands/model.ts';
import { plan } from './commands/plan.ts';
import { render } from './commands/render.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { sweep } from './commands/sweep.ts';
import { tasks } from './commands/tasks.ts';
import { tracker } from './commands/tracker.ts';
import { isInputError } from './input-errors.ts';
import { interruptedCode, interruption, sayInterrupted } from './interruption.ts';
import { missingWords } from './optional-packages.ts';
import { OutputError } from './output.ts';
import { asCalled, programName } from './program.ts';
import { noteLines, print } from './terminal.ts';

/** Every subcommand; `npm run fuzz` tries all of them. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  load,
  serve,
  couplings,
  claims,
  cliffs,
  sweep,
  bisect,
  blame,
  'find-needle': findNeedle,
  flip,
  look,
  kernel,
  importance,
  complete,
  tasks,
  tracker,
  audit,
  gate,
  compare,
  model,
  render,
  export: exportModel,
  plan,
  link,
  certify,
  census,
};

const widest = Math.max(...Object.keys(COMMANDS).map(({ length }) => length));

const HELP = [
  'Usage: npm run -s lab -- <command> [options]',
  '',
  ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(widest)} ${summary}`),
  '',
  'lab <command> --help says more. Results go to standard output, progress to standard error.',
  'Exit codes: 0, 1 (a check, the device or writing failed), 2 (bad usage or input), 3 (run --fail-on-fork: an answer',
  'follows the batch; audit server --fail-on-difference: a mechanism changes answers; gate: it cannot be told; kernel test:',
  'time ran out), 130 (interrupted), 143 (ended); sweep run and work: 75 (try again), 42 (do not).',
];

const PLAIN = [GpuError, OutputError];

/** Runs one command line and returns its exit code; what is wrong is said on standard error. */
export async function performLine(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    print(HELP.map(shown));
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  if (!command)
    return fail(`unknown command "${name}"; expected one of ${Object.keys(COMMANDS).join(', ')}`, 2);
  if (rest.includes('--help') || rest.includes('-h')) {
    const ofPart = await command.helpOf?.(rest[0]);
    print(shown(ofPart ?? command.help).split('\n'));
    return 0;
  }
  try {
    return await command.perform(rest, interruption);
  } catch (error) {
    const code = interruptedCode();
    if (code === null) return failWith(error, command.codeOf?.(rest[0], error) ?? null);
    sayInterrupted();
    return code;
  }
}

/**
 * Known errors say all there is to say in their message; any other is a defect and shows its stack. `code`: what the command makes of it;
 * null: the lab's own.
 */
export function failWith(error: unknown, code: number | null = null): number {
  if (isInputError(error)) return fail(error.message, code ?? 2);
  if (PLAIN.some((kind) => error instanceof kind) && error instanceof Error)
    return fail(error.message, code ?? 1);
  const missing = missingWords(error);
  if (missing !== null) return fail(missing, code ?? 1);
  return fail(error instanceof Error ? (error.stack ?? error.message) : String(error), code ?? 1);
}

export function fail(message: string, code: number): number {
  noteLines(`${programName()}: ${shown(message)}`);
  return code;
}

function shown(text: string): string {
  return asCalled(text, Object.keys(COMMANDS));
}
