import { callersFolder } from './callers-folder.ts';
import { fail, failWith, performLine } from './command-line.ts';
import { watchSignals } from './interruption.ts';
import { calledAs, type ProgramName } from './program.ts';
import { openTerminal, outputFailure } from './terminal.ts';

/** Runs this process's command line and sets its exit code. */
export async function start(program: ProgramName): Promise<void> {
  calledAs(program, process.argv[1]);
  openTerminal();
  process.on('uncaughtException', (error) => process.exit(failWith(error)));
  const folder = callersFolder(process.env, process.cwd());
  if (folder !== null) process.chdir(folder);
  watchSignals();
  const code = await performLine(process.argv.slice(2));
  const lost = await outputFailure();
  process.exitCode = lost === null ? code : fail(lost, code || 1);
}
