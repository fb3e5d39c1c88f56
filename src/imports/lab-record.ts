import { show } from '../experiment/errors.ts';
import { type TranscriptPosition, textPosition } from '../results/transcripts.ts';
import type { Field } from './field.ts';
import type { Gathered } from './gathered.ts';

/** A run of this lab, as `lab run --json` and the page's export write it (`RunRecord`). */
export function isRunRecord(record: Field): boolean {
  return record.maybe('experiment').isObject() && record.maybe('arms').isList();
}

/** One arm's requests, or every arm's, whose ids then begin with the arm's name. Throws ImportError where there is no such arm. */
export function readRunRecord(record: Field, arm: string | null, into: Gathered): string {
  const asked = new Map(
    record
      .get('experiment')
      .get('requests')
      .items()
      .map((request) => [request.get('id').text(), textOf(request.get('prompt'))]),
  );
  const arms = record.get('arms').items();
  const chosen = arms.filter((each) => arm === null || each.get('name').text() === arm);
  if (chosen.length === 0) throw record.get('arms').wrong(`an arm named ${show(arm)}`);
  for (const each of chosen) {
    const name = each.get('name').text();
    for (const [index, request] of each.get('requests').items().entries()) {
      const id = request.get('id').text();
      into.add(index, {
        named: arm === null && arms.length > 1 ? `${name}/${id}` : id,
        choice: 0,
        prompt: asked.get(id) ?? null,
        unit: 'token',
        positions: request.get('tokens').items().map(tokenOf),
        text: request.get('text').text(),
        fingerprint: request.get('fingerprint').textOrNull(),
      });
    }
  }
  return 'a run of this lab';
}

/** Names of its arms. */
export function armNames(record: Field): string[] {
  return record
    .get('arms')
    .items()
    .map((arm) => arm.get('name').text());
}

function tokenOf(token: Field): TranscriptPosition {
  return { ...textPosition(''), text: null, id: token.whole() };
}

function textOf({ value }: Field): string | null {
  return typeof value === 'string' ? value : null;
}
