import type { ServerDescription } from '../engines/server/describe-server.ts';
import type { TrafficCost } from '../engines/server/traffic.ts';
import { visible } from '../experiment/visible.ts';
import type { SentAsk, ServerRun } from '../lab/server/server-run.ts';
import { counted, grouped, paragraph } from '../results/text.ts';
import { transcriptsLines } from './transcripts-lines.ts';

/** `32 requests: about 1,200 tokens of prompts, at most 2,048 generated` */
export function costWords({ asks, prompt, generated }: TrafficCost): string {
  const prompts = `${prompt.counted ? '' : 'about '}${grouped(prompt.tokens)} tokens of prompts`;
  return `${counted(asks, 'request')}: ${prompts}, at most ${grouped(generated)} generated`;
}

/** `vLLM 0.11.0 at http://…, model …` */
export function placeWords({ name, version, url, model }: ServerDescription): string {
  return visible(`${name}${version === null ? '' : ` ${version}`} at ${url}, model ${model}`);
}

/** A run against a server as report lines: what was asked, what failed, what each comparison found, and what was not told. */
export function serverRunLines(run: ServerRun): string[] {
  const { server, rounds, comparisons, tokens } = run;
  const asks = rounds.flatMap((round) => round.asks);
  const cached = tokens.cached === null ? '' : `, ${grouped(tokens.cached)} of them cached`;
  const told = `${grouped(tokens.prompt)} tokens of prompts${cached}, ${grouped(tokens.completion)} generated`;
  const untold = tokens.untold === 0 ? '' : ` (${counted(tokens.untold, 'ask')} not counted)`;
  return [
    ...paragraph(placeWords(server)),
    ...paragraph(
      `${counted(asks.length, 'request')} in ${counted(rounds.length, 'round')}: ${told}${untold}`,
    ),
    ...retryLines(asks),
    ...failureLines(asks),
    ...comparisons.flatMap(({ report }) => ['', ...transcriptsLines(report)]),
    ...(comparisons.length === 0 ? ['', 'No two arms were answered: there is nothing to compare.'] : []),
    '',
    'What the server was not told, and does not tell:',
    ...[...run.notTold, ...server.notTold].flatMap((words) => paragraph(`- ${visible(words)}`)),
  ];
}

function retryLines(asks: readonly SentAsk[]): string[] {
  const again = asks.filter(({ outcome }) => attemptsOf(outcome).length > 1);
  if (again.length === 0) return [];
  const tries = again.reduce((sum, { outcome }) => sum + attemptsOf(outcome).length - 1, 0);
  return paragraph(
    `${counted(again.length, 'request')} had to be asked again, ${counted(tries, 'time')} in all: other requests ran beside these than the arm says.`,
  );
}

const LISTED_FAILURES = 8;

function failureLines(asks: readonly SentAsk[]): string[] {
  const failed = asks.flatMap(({ request, outcome }) =>
    outcome.kind === 'failed' ? [`${request}: ${outcome.fault.kind}, ${outcome.fault.message}`] : [],
  );
  const counts = new Map<string, number>();
  for (const words of failed) counts.set(words, (counts.get(words) ?? 0) + 1);
  const shown = [...counts].slice(0, LISTED_FAILURES);
  return [
    ...shown.flatMap(([words, count]) =>
      paragraph(`FAILED ${visible(words)}${count > 1 ? ` (${count} times)` : ''}`),
    ),
    ...(counts.size > shown.length ? [`and ${counted(counts.size - shown.length, 'more failure')}`] : []),
  ];
}

function attemptsOf(outcome: SentAsk['outcome']) {
  return outcome.kind === 'answered' ? outcome.answer.attempts : outcome.attempts;
}
