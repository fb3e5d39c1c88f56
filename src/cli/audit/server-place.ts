import type { Switches } from '../../audit/server/audit-record.ts';
import { switchesOf, toldOf } from '../../audit/server/known-server.ts';
import type { Ask } from '../../audit/server/run-audit.ts';
import { askServer, lineTo } from '../../engines/server/ask-server.ts';
import { keyIsInTheOpen, problemOf } from '../../engines/server/place.ts';
import { type Recognised, recognise } from '../../engines/server/recognise.ts';
import { USUAL_RETRIES } from '../../engines/server/retries.ts';
import type { ServerPlace } from '../../engines/server/server-types.ts';
import { visible } from '../../experiment/visible.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import { note } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/** A server that is asked, and what it told of itself. */
export interface AuditedPlace {
  readonly place: ServerPlace;
  /** Null: none that is known. */
  readonly server: ServerEntry | null;
  readonly told: Readonly<Record<string, unknown>>;
  readonly switches: Switches;
}

interface Asked {
  readonly url?: string;
  readonly model?: string;
  readonly 'key-env': string;
  readonly twin?: string;
  readonly 'twin-model'?: string;
  readonly 'twin-key-env'?: string;
}

/** The server of the options and, where one is named, the other endpoint. Throws UsageError of an address, key or model that is none. */
export async function placesOf(
  values: Asked,
  signal: AbortSignal,
): Promise<{ server: AuditedPlace; twin: AuditedPlace | null }> {
  if (values.url === undefined) throw new UsageError('expected --url URL');
  const server = await placeOf('url', values.url, values.model, values['key-env'], signal);
  if (values.twin === undefined) {
    if (values['twin-model'] !== undefined) throw new UsageError('--twin-model: expected --twin as well');
    return { server, twin: null };
  }
  // A key is for the origin that it was given for alone.
  const shared = originOf(values.twin) === originOf(values.url) ? values['key-env'] : undefined;
  const keyName = values['twin-key-env'] ?? shared;
  const twin = await placeOf(
    'twin',
    values.twin,
    values['twin-model'] ?? server.place.model,
    keyName,
    signal,
  );
  return { server, twin };
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

async function placeOf(
  option: string,
  url: string,
  model: string | undefined,
  keyName: string | undefined,
  signal: AbortSignal,
): Promise<AuditedPlace> {
  const key = keyName === undefined ? null : (process.env[keyName] ?? null);
  const named = { url, model: model ?? '', key: key === '' ? null : key };
  const problem = problemOf(named);
  if (problem !== null) throw new UsageError(`--${option}: ${problem}`);
  if (keyIsInTheOpen(named)) note(`--${option}: the key goes over the network unencrypted`);
  // A few addresses that say what it is and has: they cost no tokens.
  const known = await recognise(lineTo(named, { signal }), named);
  const place = { ...named, model: model ?? onlyModel(known, option) };
  const { server } = known;
  return { place, server, told: toldOf(known), switches: switchesOf(server) };
}

function onlyModel({ models, fetched }: Recognised, option: string): string {
  if (models.length === 1) return models[0].id;
  const found = models.map(({ id }) => visible(id)).slice(0, 20);
  throw new UsageError(
    models.length > 1
      ? `--${option}: expected --model, one of ${found.join(', ')}`
      : `--${option}: expected --model: the server lists none (${fetched.map(({ path, status }) => `${path}: ${status ?? 'no answer'}`).join(', ')})`,
  );
}

/** Asks it, trying again no more often than the budget holds. */
export function askOf({ place, server }: AuditedPlace, signal: AbortSignal): Ask {
  return (ask, tries) =>
    askServer(place, ask, {
      signal,
      ...(server && { dialect: server.dialect }),
      retries: { most: Math.min(USUAL_RETRIES.most, tries - 1) },
    });
}
