import { randomUUID } from 'node:crypto';
import { describeServer, listModels } from '../engines/server/describe-server.ts';
import { type Traffic, trafficOf } from '../engines/server/traffic.ts';
import { runOnServer } from '../lab/server/run-on-server.ts';
import type { ServerRun } from '../lab/server/server-run.ts';
import { serverOf } from '../openai/servers.ts';
import { KEY_VARIABLE } from '../report/audit-server-script.ts';
import { costWords, placeWords, serverRunLines } from '../report/server-run.ts';
import { readExperiment } from './input.ts';
import { openOutput } from './output.ts';
import { showRequests } from './progress.ts';
import { KEY_LINES, keyInEnvironment, keyInFile, onlyModel, serverPlace } from './server-place.ts';
import { note } from './terminal.ts';
import { UsageError, wholeNumber } from './usage.ts';

export const SERVER_OPTIONS = {
  url: { type: 'string' },
  'served-model': { type: 'string' },
  'key-file': { type: 'string' },
  repeats: { type: 'string' },
  logprobs: { type: 'string' },
  'no-stream': { type: 'boolean' },
  'most-tokens': { type: 'string' },
} as const;

export const SERVER_LINES = `With --engine server each arm becomes traffic for a server that speaks OpenAI's protocol (vLLM, SGLang, llama.cpp, Ollama, lab
serve): its requests in their order, as many at a time as the arm's maxSequences, at the times that they arrive. A request that
arrives at a step is sent once an answer has streamed so many pieces. What a server cannot be told is listed. Fails (exit code 1)
where a request is not answered.

  --url URL            the server's address, with its version: http://127.0.0.1:8000/v1
  --served-model NAME  the model to ask (default: the only one that the server lists)
  --key-file FILE      read the key from a file's first line
  --repeats N          send every arm so many times (default: 1), and compare each with itself
  --logprobs N         alternatives asked for with each token (default: 20, or the server's most); 0 the token's own alone
  --no-stream          ask for whole answers
  --most-tokens N      refuse to start where more tokens might be spent

${KEY_LINES}`;

interface Values {
  readonly url?: string | undefined;
  readonly 'served-model'?: string | undefined;
  readonly 'key-file'?: string | undefined;
  readonly repeats?: string | undefined;
  readonly logprobs?: string | undefined;
  readonly 'no-stream'?: boolean | undefined;
  readonly 'most-tokens'?: string | undefined;
  readonly json?: string | undefined;
}

const OTHERS = [
  'model',
  'dynamic',
  'position',
  'junit',
  'kernel',
  'fail-on-fork',
  'allow-own-kernels',
] as const;

/** Throws UsageError for an option of a server's where none is asked. */
export function onlyFor(values: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(SERVER_OPTIONS).find((name) => values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} goes with --engine server alone`);
}

/** `lab run --engine server`: returns the exit code. Throws UsageError and the project's errors. */
export async function runServer(
  values: Values & Readonly<Record<string, unknown>>,
  source: string,
  signal: AbortSignal,
): Promise<number> {
  const other = OTHERS.find((name) => values[name] !== undefined && values[name] !== false);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --engine server`);
  const repeats = values.repeats === undefined ? 1 : wholeNumber('--repeats', values.repeats, 1);
  const logprobs = values.logprobs === undefined ? 20 : wholeNumber('--logprobs', values.logprobs, 0);
  const most = values['most-tokens'];
  const mostTokens = most === undefined ? null : wholeNumber('--most-tokens', most, 1);
  const output = await openOutput(values.json);
  const experiment = await readExperiment(source);
  const file = values['key-file'];
  const key = file === undefined ? keyInEnvironment(KEY_VARIABLE) : await keyInFile(file);
  const unnamed = serverPlace('url', values.url, values['served-model'] ?? '', key);
  const options = { signal };
  const listed = await listModels(unnamed, options);
  // Asking on would only take its time.
  if (listed.fault?.kind === 'unreachable') throw new UsageError(`--url: ${listed.fault.message}`);
  const model =
    values['served-model'] ??
    onlyModel('served-model', listed.models, listed.fault?.message ?? 'an empty list');
  const place = { ...unnamed, model };
  const description = await describeServer(place, {
    ...options,
    onProbe: (what) => note(`asking for ${what}`),
  });
  note(placeWords(description));
  const { gives, server } = description;
  if (!gives.completions && !gives.chat)
    throw new UsageError(`the server answers no ask: ${firstFault(description)}`);
  const traffic = trafficOf(experiment, {
    server: server === null ? null : serverOf(server),
    gives,
    run: randomUUID(),
    repeats,
    logprobs: gives.logprobs ? logprobs : null,
    stream: gives.streams && values['no-stream'] !== true,
  });
  checkCost(traffic, mostTokens);
  note(costWords(traffic.cost));
  const show = showRequests();
  const run = await runOnServer({
    ...{ place, experiment, description, traffic, options },
    now: new Date(),
    onOutcome: (done) => show(done, traffic.cost.asks),
  });
  output.report(serverRunLines(run));
  await output.json(run);
  return failedIn(run) ? 1 : 0;
}

function checkCost({ cost }: Traffic, most: number | null): void {
  if (most === null || cost.prompt.tokens + cost.generated <= most) return;
  throw new UsageError(`--most-tokens ${most}: the run might spend more, ${costWords(cost)}`);
}

function firstFault({ probes }: Awaited<ReturnType<typeof describeServer>>): string {
  const failed = probes.find(({ outcome }) => outcome.kind === 'failed')?.outcome;
  return failed?.kind === 'failed' ? failed.fault.message : 'it tells nothing';
}

function failedIn({ rounds }: ServerRun): boolean {
  return rounds.some(({ asks }) => asks.some(({ outcome }) => outcome.kind === 'failed'));
}
