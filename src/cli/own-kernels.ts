import type { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import { problemText } from '../experiment/edit/edited.ts';
import { putShader } from '../experiment/edit/shaders.ts';
import type { Experiment } from '../experiment/schema.ts';
import {
  MOST_SHADERS,
  type OwnKernel,
  ownKernelsIn,
  SHADER_FILE_NAMES,
  shaderHash,
  shortHash,
} from '../experiment/shaders.ts';
import { visible } from '../experiment/visible.ts';
import { grouped } from '../results/text.ts';
import { readText } from './input.ts';
import { noteLines } from './terminal.ts';
import { oneOf, UsageError } from './usage.ts';

/** An experiment with the texts that the command line names, and those that whoever typed it has said yes to. */
export interface WithOwnKernels {
  readonly experiment: Experiment;
  readonly allowed: readonly string[];
}

/** The option that says yes to whatever an experiment carries. */
export const ALLOW_OPTION = { 'allow-own-kernels': { type: 'boolean' } } as const;
export const ALLOW_LINES =
  '  --allow-own-kernels  run the WGSL that the experiment carries; without it such a run ends by showing the texts';

/**
 * Puts every `--kernel FILE_LIKE=FILE[:ARM]` into its arm, or into all arms. A text that is named here is its typist's own. Throws
 * UsageError where an option, a file or an arm is not what it should be.
 */
export async function withKernels(
  experiment: Experiment,
  options: readonly string[] = [],
): Promise<WithOwnKernels> {
  let current = experiment;
  const allowed: string[] = [];
  for (const option of options) {
    const { like, path, arm } = parsed(option, experiment);
    const source = await readText(path, 4 * MOST_SHADERS.characters);
    for (const name of arm === null ? experiment.arms.map((each) => each.name) : [arm]) {
      const edited = putShader(current, name, { like, source });
      if (!edited.ok)
        throw new UsageError(`--kernel ${visible(option)}: ${edited.problems.map(problemText).join('; ')}`);
      current = edited.experiment;
    }
    allowed.push(shaderHash(like, source));
  }
  return { experiment: current, allowed };
}

function parsed(option: string, { arms }: Experiment) {
  const [, word, rest] = /^([^=]*)=(.+)$/s.exec(option) ?? [];
  if (word === undefined)
    throw new UsageError(
      `--kernel: expected FILE_LIKE=FILE or FILE_LIKE=FILE:ARM, as in --kernel matmul_row=mine.wgsl:B, found "${visible(option)}"`,
    );
  const like = oneOf('kernel', word, SHADER_FILE_NAMES);
  // Both may hold colons: what stands behind one is an arm where the experiment has one of that name.
  const arm = arms
    .map(({ name }) => name)
    .filter((name) => rest.endsWith(`:${name}`))
    .toSorted((a, b) => b.length - a.length)[0];
  return arm === undefined
    ? { like, path: rest, arm: null }
    : { like, path: rest.slice(0, -arm.length - 1), arm };
}

/**
 * Checks, before anything is opened, that whoever typed the line has said yes to every text, and shows those that nobody said yes to.
 * Throws UsageError.
 */
export function checkAllowed({ experiment, allowed }: WithOwnKernels, all: boolean | undefined): void {
  const strange = ownKernelsIn(experiment).filter(({ hash }) => !all && !allowed.includes(hash));
  if (strange.length === 0) return;
  for (const kernel of strange) noteLines(shown(kernel));
  const names = strange.map(({ name, hash }) => `${name} (${shortHash({ hash })})`).join(', ');
  throw new UsageError(
    `this experiment carries WGSL that is not the lab's: ${names}. It stands above; --allow-own-kernels runs it, guarded and on a device of its own`,
  );
}

/** Lets the texts run, once `checkAllowed` let them pass. */
export function allowAll(own: OwnKernels, { experiment }: Pick<WithOwnKernels, 'experiment'>): void {
  own.allow(ownKernelsIn(experiment).map(({ hash }) => hash));
}

function shown({ name, like, source }: OwnKernel): string {
  const lines = source.split(/\r\n?|\n/).map((line) => `  ${line}`);
  return [
    `${name}, in the place of shaders/${like}.wgsl, ${grouped(source.length)} characters:`,
    ...lines,
  ].join('\n');
}
