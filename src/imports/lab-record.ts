import { show } from '../experiment/errors.ts';
import { type TranscriptPosition, textPosition } from '../results/transcripts.ts';
import type { Field } from './field.ts';
import type { Gathered } from './gathered.ts';
import { promptOf } from './prompts.ts';

/** An arm of a run, with what stands around it in the file. */
interface Arm {
  /** What it is called in the file: the arm's name, behind its run's where there are several. */
  readonly label: string;
  readonly arm: Field;
  readonly experiment: Field;
  /** Texts by token id, as far as the file has them. */
  readonly texts: ReadonlyMap<number, string>;
}

/** A run of this lab: a record, as `lab run --json` writes it; one that a browser keeps, with the texts of its tokens; or a file of such. */
export function isLabRun(record: Field): boolean {
  return recordOf(record) !== null || keptRuns(record).length > 0;
}

/** The run's arms by name, of which one can be chosen. Throws ImportError. */
export function armLabels(record: Field): string[] {
  return armsOf(record).map(({ label }) => label);
}

/** Reads the arm of that label, or every one, whose ids then begin with its label. Throws ImportError where there is no such arm. */
export function readLabRun(record: Field, part: string | null, into: Gathered): string {
  const arms = armsOf(record);
  const chosen = arms.filter(({ label }) => part === null || label === part);
  if (chosen.length === 0) throw record.wrong(`a run with an arm named ${show(part)}`);
  for (const lost of lostOf(record)) into.count(`A guarantee did not hold: ${lost}`);
  for (const { label, arm, experiment, texts } of chosen) {
    const prompts = promptsOf(experiment);
    for (const [index, request] of arm.get('requests').items().entries()) {
      const id = request.get('id').text();
      into.add(index, {
        named: part === null && arms.length > 1 ? `${label}/${id}` : id,
        choice: 0,
        prompt: prompts.get(id) ?? null,
        unit: 'token',
        positions: request
          .get('tokens')
          .items()
          .map((token) => tokenOf(token, texts)),
        text: request.get('text').text(),
        fingerprint: request.get('fingerprint').textOrNull(),
        ...firstVersionOf(request),
      });
    }
  }
  return 'a run of this lab';
}

/** What a record holds beside fingerprint@2, where it was asked for. */
function firstVersionOf(request: Field): { fingerprint1?: string } {
  const first = request.maybe('fingerprint1');
  return first.isThere ? { fingerprint1: first.text() } : {};
}

function armsOf(file: Field): Arm[] {
  const own = recordOf(file);
  const runs = own ? [file] : keptRuns(file);
  return runs.flatMap((run, place) => {
    const record = recordOf(run);
    if (!record) throw run.wrong('a run that came to its end');
    const texts = textsOf(run, record);
    const experiment = record.get('experiment');
    const lead = runs.length > 1 ? `${runName(run, experiment)} ${place + 1}, ` : '';
    return record
      .get('arms')
      .items()
      .map((arm) => ({
        label: `${lead}${arm.get('name').text()}`,
        ...{ arm, experiment, texts },
      }));
  });
}

/** What the runs themselves say was lost, which every artefact repeats. */
function lostOf(file: Field): string[] {
  const runs = recordOf(file) ? [file] : keptRuns(file);
  return runs.flatMap((run) => {
    const lost = recordOf(run)?.maybe('lost');
    return lost?.isList() ? lost.items().map((words) => words.text()) : [];
  });
}

function runName(run: Field, experiment: Field): string {
  const name = run.maybe('name').value ?? experiment.maybe('title').value;
  return typeof name === 'string' ? name : 'run';
}

/** The record of a file that is one, or that holds one beside its texts. */
function recordOf(file: Field): Field | null {
  const isRecord = (field: Field) => field.maybe('experiment').isObject() && field.maybe('arms').isList();
  return [file, file.maybe('record')].find(isRecord) ?? null;
}

function keptRuns(file: Field): Field[] {
  const runs = file.maybe('runs');
  const isKept = (run: Field) => run.maybe('experiment').isObject() && run.maybe('texts').isObject();
  return runs.isList() ? runs.items().filter(isKept) : [];
}

function promptsOf(experiment: Field): Map<string, string | null> {
  const requests = experiment.get('requests').items();
  return new Map(requests.map((request) => [request.get('id').text(), promptOf(request)]));
}

/** Of a kept run every token's; of a record alone the two at each fork. */
function textsOf(run: Field, record: Field): Map<number, string> {
  const kept = run.maybe('texts');
  if (kept.isObject()) return new Map(kept.entries().map(([id, text]) => [Number(id), text.text()]));
  const diffs = record.maybe('diffs');
  const forks = diffs.isList() ? diffs.items().map((diff) => diff.maybe('forkTokens')) : [];
  const tokens = forks.flatMap((fork) => [fork.maybe('a'), fork.maybe('b')]).filter(({ isThere }) => isThere);
  return new Map(tokens.map((token) => [token.get('token').whole(), token.get('text').text()]));
}

function tokenOf(token: Field, texts: ReadonlyMap<number, string>): TranscriptPosition {
  const id = token.whole();
  return { ...textPosition(''), text: texts.get(id) ?? null, id };
}
