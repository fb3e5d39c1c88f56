import type { Switches } from '../../audit/server/audit-record.ts';
import { switchesOf, toldOf } from '../../audit/server/known-server.ts';
import type { Ask } from '../../audit/server/run-audit.ts';
import { askServer, lineTo } from '../../engines/server/ask-server.ts';
import { type Recognised, recognise } from '../../engines/server/recognise.ts';
import { USUAL_RETRIES } from '../../engines/server/retries.ts';
import type { ServerPlace } from '../../engines/server/server-types.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import { keyInEnvironment, onlyModel, serverPlace } from '../server-place.ts';
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
  const server = await placeOf(['url', 'model'], values.url, values.model, values['key-env'], signal);
  if (values.twin === undefined) {
    if (values['twin-model'] !== undefined) throw new UsageError('--twin-model: expected --twin as well');
    return { server, twin: null };
  }
  // A key is for the origin that it was given for alone.
  const shared = originOf(values.twin) === originOf(server.place.url) ? values['key-env'] : undefined;
  const keyName = values['twin-key-env'] ?? shared;
  const twin = await placeOf(
    ['twin', 'twin-model'],
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
  [option, modelOption]: readonly [string, string],
  url: string | undefined,
  model: string | undefined,
  keyName: string | undefined,
  signal: AbortSignal,
): Promise<AuditedPlace> {
  const key = keyName === undefined ? null : keyInEnvironment(keyName);
  const named = serverPlace(option, url, model ?? '', key);
  // A few addresses that say what it is and has: they cost no tokens.
  const known = await recognise(lineTo(named, { signal }), named);
  const { server, models, fetched } = known;
  const nobody = fetched.every(({ status }) => status === null) ? fetched.find(({ fault }) => fault) : null;
  if (model === undefined && nobody?.fault) throw new UsageError(`--${option}: ${nobody.fault.message}`);
  const found = models.map(({ id }) => id);
  const place = { ...named, model: model ?? onlyModel(modelOption, found, whyIn(fetched)) };
  return { place, server, told: toldOf(known), switches: switchesOf(server) };
}

function whyIn(fetched: Recognised['fetched']): string {
  return fetched.map(({ path, status }) => `${path}: ${status ?? 'no answer'}`).join(', ');
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
