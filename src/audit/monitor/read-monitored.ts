import { fieldProblem } from '../../results/load/line-fields.ts';
import { LoadLinesError, lineFrom, type StepLine } from '../../results/load/load-lines.ts';
import type { LoadRequest } from '../../results/load/load-record.ts';
import { type LoadMonitor, takeRequest, takeStep } from './load-monitor.ts';
import { monitoredRequest } from './monitored.ts';

/** A file that says nothing that can be counted: what and where. */
export class MonitoredFileError extends Error {
  override readonly name = 'MonitoredFileError';
}

/** What a file is, told by its beginning. */
export type MonitoredKind = 'lines' | 'record' | 'log';

/** `first`: its first line that is not blank. */
export function kindOfFile(first: string): MonitoredKind {
  const value = parsed(first);
  // A record is indented: its first line is a brace alone.
  if (value === undefined) return 'record';
  return isObject(value) && value.type === 'run'
    ? 'lines'
    : isObject(value) && 'arms' in value
      ? 'record'
      : 'log';
}

/** Takes in the lines that `lab load --jsonl` writes, one by one. Throws LoadLinesError naming the line. */
export class LinesReader {
  readonly #monitor: LoadMonitor;
  #number = 0;

  constructor(monitor: LoadMonitor) {
    this.#monitor = monitor;
  }

  take(text: string): void {
    const line = lineFrom(text, ++this.#number);
    if (line.type === 'step') takeStep(this.#monitor.arm(line.arm), withPlan(line, this.#number));
    if (line.type === 'request')
      takeRequest(this.#monitor.arm(line.arm), checked(line, `line ${this.#number}`));
  }
}

/** Takes in what `lab load --json` writes. Throws MonitoredFileError and LoadLinesError naming the field. */
export function takeRecord(monitor: LoadMonitor, record: unknown): void {
  if (!isObject(record) || !Array.isArray(record.arms))
    throw new MonitoredFileError('arms: expected the arms of a run under load');
  for (const [i, arm] of record.arms.entries()) {
    const where = `arms[${i}]`;
    if (!isObject(arm) || typeof arm.name !== 'string' || !Array.isArray(arm.requests))
      throw new MonitoredFileError(`${where}: expected an arm with a name and its requests`);
    const into = monitor.arm(arm.name);
    const steps: readonly unknown[] = Array.isArray(arm.steps) ? arm.steps : [];
    for (const [at, step] of steps.entries()) {
      const line = { ...(isObject(step) ? step : {}), arm: arm.name, tokens: [] };
      const problem = fieldProblem(line, 'step');
      if (problem)
        throw new MonitoredFileError(
          `${where}.steps[${at}].${problem.path}: expected a step's ${problem.expected}`,
        );
      takeStep(into, withPlan(line as unknown as StepLine, at + 1));
    }
    for (const [at, request] of arm.requests.entries()) {
      const line = { ...(isObject(request) ? request : {}), arm: arm.name };
      // There the end has a name of its own.
      const ended = 'done' in line ? { ended: line.done } : {};
      takeRequest(into, checked({ ...line, ...ended }, `${where}.requests[${at}]`));
    }
  }
}

/** Fields that prompts stand in, the first that a line has. */
export const PROMPT_FIELDS = ['prompt', 'input', 'text', 'question', 'content'] as const;

/** Takes in any log of JSON lines: the health of one field of each, window by window of so many lines. Throws MonitoredFileError. */
export class LogReader {
  readonly #monitor: LoadMonitor;
  readonly #name: string;
  #field: string | null;
  #number = 0;

  /** `field`: null for the first of `PROMPT_FIELDS` that the first line has. */
  constructor(monitor: LoadMonitor, name: string, field: string | null) {
    this.#monitor = monitor;
    this.#name = name;
    this.#field = field;
  }

  take(text: string): void {
    const number = ++this.#number;
    if (text.trim() === '') return;
    const line = parsed(text);
    if (!isObject(line)) throw new MonitoredFileError(`line ${number}: expected a JSON object`);
    this.#field ??= PROMPT_FIELDS.find((name) => name in line) ?? null;
    if (this.#field === null)
      throw new MonitoredFileError(
        `line ${number}: expected one of ${PROMPT_FIELDS.join(', ')}; --field names another one`,
      );
    this.#monitor.prompt(this.#name, line[this.#field], number - 1);
  }
}

function checked(line: object, where: string) {
  const fields = line as Readonly<Record<string, unknown>>;
  const problem = fieldProblem(fields, 'request');
  const path = problem?.path ?? (typeof fields.ended === 'number' || fields.ended === null ? null : 'ended');
  if (path !== null)
    throw new LoadLinesError(`${where}: ${path}: expected a request's ${problem?.expected ?? 'number'}`);
  return monitoredRequest({ fingerprint: null, ...line } as unknown as LoadRequest);
}

/** Going on reads neither of a step; counting does. */
function withPlan(line: StepLine, number: number): StepLine {
  for (const field of ['plan', 'rows', 'waiting'] as const)
    if (typeof line[field] !== 'number')
      throw new LoadLinesError(`line ${number}: ${field}: expected this step line's number`);
  return line;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
