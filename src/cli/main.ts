import { ExperimentError } from '../experiment/errors.ts';
import { LinkError } from '../experiment/link-error.ts';
import { GpuError } from '../gpu/errors.ts';
import { ModelError } from '../model/model-error.ts';
import type { Command } from './command.ts';
import { bisect } from './commands/bisect.ts';
import { blame } from './commands/blame.ts';
import { certify } from './commands/certify.ts';
import { complete } from './commands/complete.ts';
import { flip } from './commands/flip.ts';
import { link } from './commands/link.ts';
import { look } from './commands/look.ts';
import { model } from './commands/model.ts';
import { plan } from './commands/plan.ts';
import { run } from './commands/run.ts';
import { tasks } from './commands/tasks.ts';
import { UsageError } from './usage.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  bisect,
  blame,
  flip,
  look,
  complete,
  tasks,
  model,
  plan,
  link,
  certify,
};

const HELP = `Usage: npm run -s lab -- <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

lab <command> --help says more. Results go to standard output, progress to standard error.
Exit codes: 0, 1 (a check or the device failed), 2 (bad usage or input), 130 (interrupted).
`;

const INTERRUPTED = 130;
const INPUT_ERRORS = [UsageError, ExperimentError, LinkError, ModelError];

/** Runs one command line and returns its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const command = COMMANDS[name];
  if (!command)
    return fail(`unknown command "${name}"; expected one of ${Object.keys(COMMANDS).join(', ')}`, 2);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help}\n`);
    return 0;
  }
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
  try {
    return await command.perform(rest, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return fail('interrupted; nothing was written', INTERRUPTED);
    return failWith(error);
  }
}

/** Known errors say all there is to say in their message; any other is a defect and shows its stack. */
function failWith(error: unknown): number {
  if (INPUT_ERRORS.some((kind) => error instanceof kind) && error instanceof Error)
    return fail(error.message, 2);
  if (error instanceof GpuError) return fail(error.message, 1);
  return fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}

function fail(message: string, code: number): number {
  process.stderr.write(`lab: ${message}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
