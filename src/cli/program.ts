/** What the command line is called by: `lab` in a checkout, `batchmates` where it is installed. */
export type ProgramName = 'lab' | 'batchmates';

let program: ProgramName = 'lab';
let entry: string | null = null;

/** Once, as the process begins; `script` is what Node.js was started with. */
export function calledAs(name: ProgramName, script: string | undefined): void {
  program = name;
  entry = script ?? null;
}

/** The script of this command line, for a process of its own; null where something else, a test, runs it. */
export function programEntry(): string | null {
  return entry;
}

export function programName(): ProgramName {
  return program;
}

/**
 * Help and messages are written for a checkout: what they name of `commands` as whoever runs `name` would type it, so that `lab run` and
 * `npm run -s lab -- run` become `batchmates run`.
 */
export function asCalled(text: string, commands: readonly string[], name: ProgramName = program): string {
  if (name === 'lab') return text;
  const command = new RegExp(
    `(?<![\\w/.-])(?:npm run -s )?lab (?:-- )?(?=(?:<command>|${commands.join('|')})(?![\\w-]))`,
    'g',
  );
  return text.replaceAll(command, `${name} `);
}
