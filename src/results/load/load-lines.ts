import { fieldProblem } from './line-fields.ts';
import type { CanaryLook, LoadClock, LoadRequest, LoadStep, RouteTaken } from './load-record.ts';

/**
 * A run under load line by line, as it happens: `lab load --jsonl`. A request has its line once it has ended, a step once it is taken; what
 * a step chose stands in it, so that a run that was broken off can go on (`--resume`).
 */
export type LoadLine =
  | RunLine
  | { readonly type: 'arm'; readonly arm: string; readonly clock: LoadClock }
  | {
      readonly type: 'plan';
      readonly arm: string;
      readonly index: number;
      readonly texts: Readonly<Record<string, string>>;
    }
  | StepLine
  | SentLine
  | ({ readonly type: 'canary'; readonly arm: string } & CanaryLook)
  | ({ readonly type: 'request'; readonly arm: string } & LoadRequest)
  | { readonly type: 'arm-ended'; readonly arm: string };

/** The first line: what is run. A run goes on only with all of it the same. */
export interface RunLine {
  readonly type: 'run';
  readonly version: 1;
  /** SHA-256 of the experiment's canonical text, traces and options in it. */
  readonly experiment: string;
  readonly model: string;
  readonly engine: string;
  readonly clock: LoadClock['kind'];
}

/** Of an arm with a route: where a request was sent as it came. */
interface SentLine {
  readonly type: 'sent';
  readonly arm: string;
  readonly request: string;
  readonly route: RouteTaken;
}

export interface StepLine extends LoadStep {
  readonly type: 'step';
  readonly arm: string;
  /** Tokens chosen, by request: id and the digest of its logits, four words in hex. */
  readonly tokens: readonly (readonly [request: string, token: number, digest: string])[];
}

/** What is wrong with a file that a run is to go on from. */
export class LoadLinesError extends Error {
  override readonly name = 'LoadLinesError';
}

export function digestText(digest: Uint32Array): string {
  return Array.from(digest, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** Throws LoadLinesError where it is none. */
export function digestFrom(text: string): Uint32Array {
  if (!/^[0-9a-f]{32}$/.test(text))
    throw new LoadLinesError(
      `expected a digest of 32 hex digits, found ${JSON.stringify(text).slice(0, 80)}`,
    );
  return Uint32Array.from({ length: 4 }, (_, i) => Number.parseInt(text.slice(8 * i, 8 * i + 8), 16));
}

/** One arm of a run that was broken off. */
export interface ArmSoFar {
  readonly clock: LoadClock | null;
  readonly steps: readonly StepLine[];
  readonly requests: readonly LoadRequest[];
  readonly sent: ReadonlyMap<string, RouteTaken>;
  /** Of each request that ended, steps whose lines come before its own. */
  readonly stepsBefore: ReadonlyMap<string, number>;
  /** Looks of a canary's test. */
  readonly looks: number;
  readonly isOver: boolean;
}

/**
 * Reads the lines of a file that may end in the middle of one, which is left out. Throws LoadLinesError naming the line that is none, or
 * that says again what one before it said, and where the first one is of another run than `expected`.
 */
export function readLines(
  text: string,
  expected: RunLine,
): { arms: ReadonlyMap<string, ArmSoFar>; length: number } {
  const length = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, length).split('\n').slice(0, -1);
  if (lines.length === 0) throw new LoadLinesError('expected lines of a run under load, found none');
  checkRun(lineFrom(lines[0], 1), expected);
  const arms = new Map<string, ArmRead>();
  for (const [i, each] of lines.slice(1).entries()) {
    const line = lineFrom(each, i + 2);
    if (line.type === 'run') throw new LoadLinesError(`line ${i + 2}: expected one run, found another`);
    const arm = arms.get(line.arm) ?? nothingRead();
    arms.set(line.arm, arm);
    if (line.type === 'arm') arm.clock = line.clock;
    if (line.type === 'step') {
      checkNext(arm.steps.at(-1), line, i + 2);
      arm.steps.push(line);
    }
    if (line.type === 'sent') arm.sent.set(line.request, line.route);
    if (line.type === 'canary') arm.looks++;
    if (line.type === 'arm-ended') arm.isOver = true;
    if (line.type === 'request') {
      const { type: _, arm: __, ...request } = line;
      checkOnce(arm.ids, line, i + 2);
      arm.requests.push(request);
      arm.stepsBefore.set(request.id, (arm.steps.at(-1)?.step ?? -1) + 1);
    }
  }
  return { arms, length };
}

interface ArmRead extends ArmSoFar {
  clock: LoadClock | null;
  readonly steps: StepLine[];
  readonly requests: LoadRequest[];
  readonly sent: Map<string, RouteTaken>;
  readonly stepsBefore: Map<string, number>;
  looks: number;
  readonly ids: Set<string>;
  isOver: boolean;
}

function nothingRead(): ArmRead {
  const maps = { sent: new Map(), stepsBefore: new Map(), ids: new Set<string>() };
  return { clock: null, steps: [], requests: [], ...maps, looks: 0, isOver: false };
}

const TYPES: readonly string[] = [
  'run',
  'arm',
  'plan',
  'step',
  'sent',
  'canary',
  'request',
  'arm-ended',
] satisfies LoadLine['type'][];

/** One line by itself; `number` names it. Throws LoadLinesError. */
export function lineFrom(text: string, number: number): LoadLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new LoadLinesError(`line ${number}: expected JSON`);
  }
  const { type } = (line ?? {}) as { readonly type?: unknown };
  if (typeof type !== 'string' || !TYPES.includes(type))
    throw new LoadLinesError(`line ${number}: type: expected one of ${TYPES.join(', ')}`);
  checkFields(line as Readonly<Record<string, unknown>>, type as LoadLine['type'], number);
  return line as LoadLine;
}

function checkFields(line: Readonly<Record<string, unknown>>, type: LoadLine['type'], number: number): void {
  const problem = fieldProblem(line, type);
  if (problem)
    throw new LoadLinesError(
      `line ${number}: ${problem.path}: expected this ${type} line's ${problem.expected}`,
    );
}

/** Of a step that is there twice every token would be counted twice. */
function checkNext(before: StepLine | undefined, { arm, step }: StepLine, number: number): void {
  if (before && step <= before.step)
    throw new LoadLinesError(
      `line ${number}: step: expected a step of ${arm} after ${before.step}, found ${step}`,
    );
}

/** Of a request that ended twice all figures would count it twice. */
function checkOnce(ids: Set<string>, { arm, id }: { arm: string; id: string }, number: number): void {
  if (ids.has(id))
    throw new LoadLinesError(
      `line ${number}: id: expected a request of ${arm} that has no line yet, found ${id}`,
    );
  ids.add(id);
}

function checkRun(found: LoadLine, expected: RunLine): void {
  if (found.type !== 'run') throw new LoadLinesError(`line 1: type: expected run, found ${found.type}`);
  for (const key of ['version', 'experiment', 'model', 'engine', 'clock'] as const)
    if (found[key] !== expected[key])
      throw new LoadLinesError(
        `line 1: ${key}: expected ${expected[key]}, as this run has it, found ${found[key]}`,
      );
}
