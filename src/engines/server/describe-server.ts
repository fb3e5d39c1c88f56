import type { ServerEntry } from '../../openai/servers.ts';
import { type AskOptions, askServer, lineTo } from './ask-server.ts';
import type { Fetched } from './get-json.ts';
import { keyIsInTheOpen, problemOf } from './place.ts';
import { type Probe, probeGifts, type ServerGifts } from './probe-server.ts';
import { byFingerprint, listed, type Recognised, recognise } from './recognise.ts';
import { Scrubber } from './scrub.ts';
import type { ServerFault, ServerPlace } from './server-types.ts';

/** Which server it is and what it gives, as far as it tells; plain JSON, without the key. */
export interface ServerDescription {
  readonly url: string;
  readonly model: string;
  /** By id of `openai/servers.ts`; null where none of them was recognised. */
  readonly server: ServerEntry['id'] | null;
  readonly name: string;
  readonly version: string | null;
  readonly models: readonly string[];
  readonly contextLength: number | null;
  readonly flags: Readonly<Record<string, unknown>> | null;
  readonly healthy: boolean | null;
  readonly metrics: boolean;
  /** `system_fingerprint` of its answers. */
  readonly fingerprint: string | null;
  readonly gives: ServerGifts;
  /** What it does not tell or give, a sentence each. */
  readonly notTold: readonly string[];
  /** Every address asked and every ask made to find out. */
  readonly fetched: readonly Fetched[];
  readonly probes: readonly Probe[];
  /** Tokens that the probes cost, as far as the server counts them. */
  readonly tokens: number;
}

export interface DescribeOptions extends AskOptions {
  readonly onProbe?: (what: string) => void;
}

/** What a server lists, asked once. */
export interface Listed {
  readonly models: readonly string[];
  /** Why there is no list; null: there is one. */
  readonly fault: ServerFault | null;
}

/** Names of the models that a server lists. Throws the signal's reason. */
export async function listModels(place: ServerPlace, options: AskOptions = {}): Promise<Listed> {
  const { models, fetched } = await listed(lineTo(place, options), place);
  const { fault } = fetched;
  return { models: models.map(({ id }) => id), fault: fault && new Scrubber(place.key).value(fault) };
}

/**
 * Finds out by a few addresses and about ten short asks. Whatever fails is in the record; throws the signal's reason, and RangeError where the place
 * is none.
 */
export async function describeServer(
  place: ServerPlace,
  options: DescribeOptions = {},
): Promise<ServerDescription> {
  const problem = problemOf(place);
  if (problem !== null) throw new RangeError(problem);
  const known = await recognise(lineTo(place, options), place);
  const probes: Probe[] = [];
  const gives = await probeGifts(known.server, async (what, ask) => {
    options.onProbe?.(what);
    const dialect = known.server?.dialect ?? options.dialect;
    const outcome = await askServer(place, ask, { ...options, ...(dialect && { dialect }) });
    probes.push({ what, outcome });
    return outcome;
  });
  const fingerprint = fingerprintIn(probes);
  const server = known.server ?? byFingerprint(fingerprint);
  return new Scrubber(place.key).value({
    url: place.url,
    model: place.model,
    server: server?.id ?? null,
    name: server?.name ?? 'a server that was not recognised',
    version: known.version ?? versionIn(server, fingerprint),
    models: known.models.map(({ id }) => id),
    contextLength: known.contextLength,
    flags: known.flags,
    healthy: known.healthy,
    metrics: known.metrics,
    fingerprint,
    gives,
    notTold: [...missingFacts(known, server), ...missingGifts(gives), ...openKey(place)],
    fetched: known.fetched,
    probes,
    tokens: probes.reduce((sum, { outcome }) => sum + tokensOf(outcome), 0),
  });
}

function fingerprintIn(probes: readonly Probe[]): string | null {
  for (const { outcome } of probes)
    if (outcome.kind === 'answered') {
      const told = outcome.answer.told.system_fingerprint;
      if (typeof told === 'string') return told;
    }
  return null;
}

/** vLLM's and llama.cpp's fingerprints name the version. */
function versionIn(server: ServerEntry | null, fingerprint: string | null): string | null {
  if (!fingerprint) return null;
  if (server?.id === 'vllm') return /^vllm-([^-]+)/.exec(fingerprint)?.[1] ?? null;
  return server?.id === 'llama.cpp' ? fingerprint : null;
}

function tokensOf(outcome: Probe['outcome']): number {
  const usage = outcome.kind === 'answered' ? outcome.answer.usage : null;
  return usage ? usage.prompt + usage.completion : 0;
}

function missingFacts({ flags, contextLength, metrics, version }: Recognised, server: ServerEntry | null) {
  const sentences: [boolean, string][] = [
    [
      server === null,
      'Which server it is could not be told: what is said of servers by name does not apply.',
    ],
    [version === null, 'It has no address that tells its version.'],
    [
      flags === null,
      'It does not tell the flags that it runs with: kernels, data types and parallelism are not known.',
    ],
    [contextLength === null, 'It does not tell its context length.'],
    [!metrics, 'Its metrics are not open: how many requests were computed together is not known.'],
  ];
  return said(sentences);
}

function missingGifts(gives: ServerGifts): string[] {
  if (!gives.completions && !gives.chat) return ['It answered no ask: see the probes.'];
  return said([
    [!gives.completions, 'It has no completions: prompts go through its chat template, which is not seen.'],
    [!gives.chat, 'It has no chat completions.'],
    [!gives.tokenPrompts, 'It takes no token ids as a prompt: how a text was cut into tokens is not known.'],
    [!gives.ids, 'It tells no token ids: tokens are compared by their texts.'],
    [
      !gives.logprobs,
      'It tells no log probabilities: how close a difference was cannot be said, and equal texts may hide different bits.',
    ],
    [gives.logprobs && gives.alternatives < 2, 'It lists fewer than two alternatives: there is no margin.'],
    [gives.seeds === false, 'It ignores `seed`, or draws differently all the same.'],
    [gives.seeds === null, 'Whether it follows `seed` could not be told: every draw was the same.'],
    [!gives.streams, 'It does not stream.'],
    [!gives.cachedCounts, 'It does not tell how much of a prompt was cached.'],
    [!gives.queueTime, 'It does not tell the time in its queue: that is part of what is measured.'],
  ]);
}

function openKey(place: ServerPlace): string[] {
  return said([[keyIsInTheOpen(place), 'The key crosses the network unencrypted: the address is http.']]);
}

function said(sentences: readonly (readonly [boolean, string])[]): string[] {
  return sentences.flatMap(([isSo, sentence]) => (isSo ? [sentence] : []));
}
