import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { OPERATIONS, type Operation } from '../numerics/operations.ts';
import { textProblem } from '../wgsl/text-limits.ts';
import { oneOf, show } from './errors.ts';

/**
 * The kernels of the lab whose place a WGSL text of one's own may take, and what each computes. A text keeps the interface of the
 * file that it was edited from, `shaders/matmul_row.wgsl`: its bindings, overrides and entry point, and what stands before it.
 */
export const SHADER_FILES = {
  matmul_row: 'matmul',
  matmul_tile: 'matmul',
  add_norm: 'rmsnorm',
  attention: 'attention',
} as const satisfies Readonly<Record<string, Operation>>;

export type ShaderFile = keyof typeof SHADER_FILES;
export const SHADER_FILE_NAMES = Object.keys(SHADER_FILES) as readonly ShaderFile[];

export const MOST_SHADERS = {
  count: 8,
  /** Characters of each text: the longest of the lab's own that may be edited has 7,177. */
  characters: 32_768,
  /** Of all texts of an experiment. */
  together: 65_536,
} as const;

export const shaderSchema = (name: z.ZodType<string>) =>
  z.strictObject({
    /** What arms name it by. */
    name,
    /** The file of the lab whose interface it keeps. */
    like: z.enum(SHADER_FILE_NAMES),
    /** WGSL, in the place of that file's text. */
    source: z.string().min(1).max(MOST_SHADERS.characters).superRefine(refuseTooMuch),
  });

/** The own kernels that an arm runs, by the operation whose place they take. */
export const armShadersSchema = (name: z.ZodType<string>) =>
  z
    .strictObject({
      matmul: name.exactOptional(),
      rmsnorm: name.exactOptional(),
      attention: name.exactOptional(),
    })
    .refine((shaders) => Object.keys(shaders).length > 0, {
      error: `expected ${oneOf(OPERATIONS)}, found nothing`,
    });

/** A compiler cannot be stopped: what is too much for one is refused before there is any. Looks at no more than the limit above. */
function refuseTooMuch(source: string, context: z.RefinementCtx): void {
  if (source.length > MOST_SHADERS.characters) return;
  const problem = textProblem('', source);
  if (!problem) return;
  const { line, column, text } = problem;
  context.addIssue({ code: 'custom', message: `line ${line}, column ${column}: ${text}` });
}

/** A WGSL text of one's own in the place of an operation's kernel. */
export interface OwnKernel {
  readonly name: string;
  readonly like: ShaderFile;
  readonly source: string;
  /** SHA-256 (hex) of the file's name and the text: what runs, whatever it is called. */
  readonly hash: string;
}

/** Own kernels of an arm, by operation. */
export type OwnKernels = Readonly<Partial<Record<Operation, OwnKernel>>>;

/** The same without their texts: what a record says of them. */
export type OwnKernelMark = Pick<OwnKernel, 'name' | 'like' | 'hash'>;
export type OwnKernelMarks = Readonly<Partial<Record<Operation, OwnKernelMark>>>;

interface WithShaders {
  readonly shaders?: readonly Omit<OwnKernel, 'hash'>[];
}

interface WithNames {
  readonly shaders?: Readonly<Partial<Record<Operation, string>>>;
}

/** What an arm runs of its own; empty where it runs none. The experiment is valid, so that every name is known. */
export function ownKernelsOf({ shaders = [] }: WithShaders, arm: WithNames): OwnKernels {
  const found = OPERATIONS.flatMap((operation) => {
    const shader = shaders.find(({ name }) => name === arm.shaders?.[operation]);
    return shader ? [[operation, ownKernel(shader)] as const] : [];
  });
  return Object.fromEntries(found);
}

/** `own kernel my-matmul (0123abcd4567): order unknown`: what a step log has in the place of a plan. */
export function ownKernelText(mark: OwnKernelMark): string {
  return `own kernel ${mark.name} (${shortHash(mark)}): order unknown`;
}

/** As much of a text's hash as a reader compares. */
export function shortHash({ hash }: Pick<OwnKernelMark, 'hash'>): string {
  return hash.slice(0, 12);
}

/** What a record says of own kernels. */
export function marksOf(own: OwnKernels): OwnKernelMarks {
  return Object.fromEntries(
    Object.entries(own).map(([operation, { name, like, hash }]) => [operation, { name, like, hash }]),
  );
}

/** Every own kernel of an experiment, one for each text. */
export function ownKernelsIn({ shaders = [] }: WithShaders): OwnKernel[] {
  return [...new Map(shaders.map(ownKernel).map((own) => [own.hash, own])).values()];
}

const hashes = new WeakMap<object, string>();

function ownKernel(shader: Omit<OwnKernel, 'hash'>): OwnKernel {
  const { name, like, source } = shader;
  const hash = hashes.get(shader) ?? shaderHash(like, source);
  hashes.set(shader, hash);
  return { name, like, source, hash };
}

export function shaderHash(like: ShaderFile, source: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${like}\n${source}`)));
}

interface Shaders {
  readonly shaders?: readonly { readonly name: string; readonly like: ShaderFile; readonly source: string }[];
  readonly arms: readonly WithNames[];
}

type Refuse = (path: PropertyKey[], message: string) => void;

/** The rules that tie kernels to arms: names are known and of the operation, and what an experiment carries is what it runs. */
export function checkShaders({ shaders = [], arms }: Shaders, refuse: Refuse): void {
  const named = new Map(shaders.map((shader) => [shader.name, shader]));
  const used = new Set<string>();
  arms.forEach((arm, index) => {
    for (const operation of OPERATIONS) {
      const name = arm.shaders?.[operation];
      if (name === undefined) continue;
      used.add(name);
      const path = ['arms', index, 'shaders', operation];
      const like = named.get(name)?.like;
      if (like === undefined) refuse(path, `expected the name of a kernel in shaders, found ${show(name)}`);
      else if (SHADER_FILES[like] !== operation)
        refuse(path, `expected a kernel of ${operation}, ${show(name)} is one of ${SHADER_FILES[like]}`);
    }
  });
  shaders.forEach(({ name }, index) => {
    if (!used.has(name))
      refuse(['shaders', index, 'name'], `expected a kernel that an arm runs, no arm names ${show(name)}`);
  });
  const characters = shaders.reduce((sum, { source }) => sum + source.length, 0);
  if (characters > MOST_SHADERS.together)
    refuse(
      ['shaders'],
      `expected at most ${MOST_SHADERS.together} characters of source together, found ${characters}`,
    );
}

/** An experiment carries the kernels that its arms run, and no others: one that nobody names any more goes. */
export function withUsedShaders<
  Kept extends {
    readonly arms: readonly WithNames[];
    readonly shaders?: readonly { readonly name: string }[];
  },
>(experiment: Kept): Kept {
  const { shaders, ...rest } = experiment;
  if (!shaders) return experiment;
  const used = new Set(experiment.arms.flatMap((arm) => Object.values(arm.shaders ?? {})));
  const left = shaders.filter(({ name }) => used.has(name));
  return (left.length > 0 ? { ...rest, shaders: left } : rest) as Kept;
}
