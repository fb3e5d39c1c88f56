import { plainJson } from '../../openai/reading/fields.ts';
import { type ListedModel, modelsShape } from '../../openai/reading/models-shape.ts';
import { SERVERS, type ServerEntry } from '../../openai/servers.ts';
import { baseOf } from './body.ts';
import { type Fetched, getJson, getText, rootOf } from './get-json.ts';
import { Scrubber } from './scrub.ts';
import type { Line } from './send.ts';
import type { ServerPlace } from './server-types.ts';

/** What a server tells without generating anything. */
export interface Recognised {
  readonly server: ServerEntry | null;
  readonly version: string | null;
  readonly models: readonly ListedModel[];
  /** Flags and settings as far as it tells them. */
  readonly flags: Readonly<Record<string, unknown>> | null;
  /** Tokens of prompt and answer together; null where it does not tell. */
  readonly contextLength: number | null;
  readonly healthy: boolean | null;
  /** Whether `/metrics` is open, with Prometheus' text in it. */
  readonly metrics: boolean;
  /** All that was fetched, in order. */
  readonly fetched: readonly Fetched[];
}

/** Asks for what servers tell of themselves: up to nine addresses, none of which generates. Throws the signal's reason. */
export async function recognise(line: Line, place: ServerPlace): Promise<Recognised> {
  const fetched: Fetched[] = [];
  const ask = async (path: string) => {
    const answer = await getJson(line, `${rootOf(place.url)}${path}`, path);
    fetched.push(answer.fetched);
    return recordOf(plainJson(answer.json));
  };
  const { models, fetched: first } = await listed(line, place);
  fetched.push(first);
  const server = byOwner(models) ?? (await byOwnAddress(ask));
  const own = server?.version ? await ask(server.version.path) : null;
  const version = server?.version ? own?.[server.version.field] : null;
  const flags = server ? await firstOf(server.flags, ask) : null;
  const health =
    server?.id === 'openai' ? null : await getText(line, `${rootOf(place.url)}/health`, '/health');
  const metrics =
    server?.id === 'openai' ? null : await getText(line, `${rootOf(place.url)}/metrics`, '/metrics');
  for (const each of [health, metrics]) if (each) fetched.push(each.fetched);
  const scrubber = new Scrubber(place.key);
  return {
    server,
    version: typeof version === 'string' ? scrubber.text(version) : null,
    models,
    flags: scrubber.value(flags && withoutSecrets(flags)),
    contextLength: contextOf(models, place.model, flags),
    healthy: health && (health.fetched.status === null ? null : health.text !== null),
    metrics: metrics?.text != null && /^# (?:HELP|TYPE) /m.test(metrics.text),
    fetched: scrubber.value(fetched),
  };
}

/** Flags by which a server is told what is nobody else's. */
const SECRET = /api_?key|password|passphrase|secret|credential|(?:hf|auth|access|bearer)_?token/i;

/** Servers tell all that they were started with, their operator's secrets too, and reports are sent to others. */
function withoutSecrets(flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [
      name,
      SECRET.test(name) && value !== null && typeof value !== 'boolean' ? '[not kept]' : value,
    ]),
  );
}

/** The models that it lists; none where it lists none. Throws the signal's reason. */
export async function listed(
  line: Line,
  { url, key }: ServerPlace,
): Promise<{ readonly models: readonly ListedModel[]; readonly fetched: Fetched }> {
  const { fetched, json } = await getJson(line, `${baseOf(url)}/models`, '/v1/models');
  const read = modelsShape.safeParse(json);
  // A model's name is for the server to choose, and it may choose to echo the key.
  return { models: read.success ? new Scrubber(key).value(read.data.data) : [], fetched };
}

function byOwner(models: readonly ListedModel[]): ServerEntry | null {
  const owners = new Set(models.map(({ owned_by }) => owned_by));
  return SERVERS.find(({ recognised }) => recognised.ownedBy.some((owner) => owners.has(owner))) ?? null;
}

/** The server whose `system_fingerprint` it is. */
export function byFingerprint(fingerprint: unknown): ServerEntry | null {
  if (typeof fingerprint !== 'string') return null;
  return SERVERS.find(({ recognised }) => recognised.fingerprint?.test(fingerprint)) ?? null;
}

async function byOwnAddress(
  ask: (path: string) => Promise<Readonly<Record<string, unknown>> | null>,
): Promise<ServerEntry | null> {
  for (const server of SERVERS) {
    const { own } = server.recognised;
    if (own && Object.hasOwn((await ask(own.path)) ?? {}, own.field)) return server;
  }
  return null;
}

async function firstOf(
  paths: readonly string[],
  ask: (path: string) => Promise<Readonly<Record<string, unknown>> | null>,
): Promise<Readonly<Record<string, unknown>> | null> {
  for (const path of paths) {
    const found = await ask(path);
    if (found) return found;
  }
  return null;
}

function contextOf(
  models: readonly ListedModel[],
  model: string,
  flags: Readonly<Record<string, unknown>> | null,
): number | null {
  const one = models.find(({ id }) => id === model) ?? (models.length === 1 ? models[0] : undefined);
  const settings = recordOf(flags?.default_generation_settings);
  const told = [one?.max_model_len, settings?.n_ctx, one?.meta?.n_ctx, flags?.context_length];
  return told.find((length) => typeof length === 'number') ?? null;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
