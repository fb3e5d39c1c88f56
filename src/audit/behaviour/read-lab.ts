import type { Field } from '../../imports/field.ts';
import { Gathered } from '../../imports/gathered.ts';
import type { ImportError } from '../../imports/import-error.ts';
import { armLabels, isLabRun, readLabRun } from '../../imports/lab-record.ts';
import type { TranscriptAnswer } from './answer.ts';

const NOTHING = { calls: [], refused: null, cut: null } as const;

/** What `lab run --json` and `lab load --json` write, and what a page keeps: held whole. */
export function isLabJson(record: Field): boolean {
  return isLabRun(record);
}

/** The answers of one arm. Throws ImportError where there is no such arm, or several and none is named. */
export function readLabJson(record: Field, arm: string | null, where: string): TranscriptAnswer[] {
  if (isLoad(record)) {
    const arms = record.get('arms').items();
    const names = arms.map((each) => each.get('name').text());
    const name = chosen(names, arm, (expected) => record.wrong(expected));
    return arms[names.indexOf(name)].get('requests').items().filter(isDone).map(ofRequest);
  }
  const into = new Gathered(where);
  const name = chosen(armLabels(record), arm, (expected) => record.wrong(expected));
  readLabRun(record, name, into);
  return into.sequences.map(({ id, text, positions }) => ({
    ...{ ...NOTHING, id, text },
    tokens: positions.map((position) => position.id!),
  }));
}

function isLoad(record: Field): boolean {
  return record.maybe('clock').isThere && record.maybe('arms').isList();
}

function chosen(
  names: readonly string[],
  arm: string | null,
  wrong: (expected: string) => ImportError,
): string {
  const listed = names.map((name) => `“${name}”`).join(', ');
  if (arm === null && names.length === 1) return names[0];
  if (arm !== null && names.includes(arm)) return arm;
  throw wrong(arm === null ? `an arm to be named, of ${listed}` : `an arm “${arm}”, of ${listed}`);
}

/** The first of the lines that `lab load --jsonl` writes. */
export function isLoadRun(record: Field): boolean {
  return record.maybe('type').value === 'run' && typeof record.maybe('experiment').value === 'string';
}

/** Reads such lines one by one: of most there is nothing to tell. Throws ImportError at the line of a second arm where none is named. */
export class LoadLineReader {
  readonly #arm: string | null;
  #seen: string | null = null;

  constructor(arm: string | null) {
    this.#arm = arm;
  }

  read(line: Field): TranscriptAnswer[] {
    if (line.get('type').value !== 'request') return [];
    const arm = line.get('arm').text();
    if (this.#arm !== null && arm !== this.#arm) return [];
    this.#seen ??= arm;
    if (arm !== this.#seen)
      throw line.get('arm').wrong(`“${this.#seen}” as before, or an arm to be named of several`);
    return isDone(line) ? [ofRequest(line)] : [];
  }
}

/** One that was refused or ran into its limit of time has said nothing, or not all. */
function isDone(request: Field): boolean {
  return request.get('outcome').maybe('kind').value === 'done';
}

function ofRequest(request: Field): TranscriptAnswer {
  return {
    ...{ ...NOTHING, id: request.get('id').text(), text: request.get('text').text() },
    tokens: request
      .get('tokens')
      .items()
      .map((token) => token.whole()),
  };
}
