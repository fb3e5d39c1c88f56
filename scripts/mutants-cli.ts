import { type Mutant, unit } from './mutant.ts';

/** Faults in how the command line treats terminals, files and signals. */
export const CLI_MUTANTS: readonly Mutant[] = [
  unit(
    'src/experiment/visible.ts',
    'a C1 escape reaches the terminal',
    '[\\p{C}\\p{Z}\\p{Default_Ignorable_Code_Point}\\u2800]',
    '[\\0-\\x1f\\p{Cf}\\p{Cs}\\p{Z}\\p{Default_Ignorable_Code_Point}\\u2800]',
    'src/experiment/visible.test.ts',
  ),
  unit(
    'src/experiment/errors.ts',
    'a refusal quotes hidden characters',
    '[...visible(text)]',
    '[...text]',
    'src/experiment/schema.test.ts',
  ),
  unit(
    'src/cli/terminal.ts',
    'a message passes what a terminal obeys',
    'visible(line)}',
    'line}',
    'src/cli/terminal.test.ts',
  ),
  unit(
    'src/cli/json-target.ts',
    'a fifo is replaced',
    'stats.isCharacterDevice() || stats.isFIFO()',
    'stats.isCharacterDevice()',
    'src/cli/output.test.ts',
  ),
  unit(
    'src/cli/json-target.ts',
    'a file that may only be read is replaced',
    '(mode & 0o222) === 0 ||',
    '(mode & 0o777) === 0 ||',
    'src/cli/output.test.ts',
  ),
  unit(
    'src/cli/json-target.ts',
    'a symbolic link is replaced',
    '!stats?.isSymbolicLink() ||',
    '!stats?.isDirectory() ||',
    'src/cli/output.test.ts',
  ),
  unit(
    'src/cli/whole-file.ts',
    'the part of a process that still writes is removed',
    'process.kill(pid, 0);\n    return false;',
    'process.kill(pid, 0);\n    return true;',
    'src/cli/output.test.ts',
  ),
  unit(
    'src/cli/whole-file.ts',
    'a signal leaves what is half written',
    'whenInterrupted(() => rmSync(part, { force: true }))',
    'whenInterrupted(() => undefined)',
    'src/cli/interruption.test.ts',
  ),
  unit(
    'src/cli/interruption.ts',
    'a handler stays where work cannot be interrupted',
    '  clearProgress();\n  unwatch();',
    '  clearProgress();',
    'src/cli/interruption.test.ts',
  ),
  unit(
    'src/cli/interruption.ts',
    'the second signal waits for the work',
    'unwatch();\n    controller.abort',
    'controller.abort',
    'src/cli/interruption.test.ts',
  ),
  unit(
    'src/results/equal-requests.ts',
    'requests of another length count as equal',
    '[id, [maxNewTokens, ignoreEos]]',
    '[id, [ignoreEos]]',
    'src/report/equal-requests.test.ts',
  ),
];
