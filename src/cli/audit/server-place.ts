import { NO_SWITCHES, type Switches } from '../../audit/server/audit-record.ts';
import type { Ask } from '../../audit/server/run-audit.ts';
import { askServer } from '../../engines/server/ask-server.ts';
import { keyIsInTheOpen, problemOf } from '../../engines/server/place.ts';
import { USUAL_RETRIES } from '../../engines/server/retries.ts';
import type { ServerPlace } from '../../engines/server/server-types.ts';
import { note } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/** A server that is asked, and what it told of itself. */
export interface AuditedPlace {
  readonly place: ServerPlace;
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
  const keyName = values['twin-key-env'] ?? values['key-env'];
  const twin = await placeOf('twin', values.twin, values['twin-model'] ?? server.place.model, keyName, signal);
  return { server, twin };
}

async function placeOf(
  option: string,
  url: string,
  model: string | undefined,
  keyName: string,
  _signal: AbortSignal,
): Promise<AuditedPlace> {
  const key = process.env[keyName] ?? null;
  const place = { url, model: model ?? '', key: key === '' ? null : key };
  const problem = problemOf(place);
  if (problem !== null) throw new UsageError(`--${option}: ${problem}`);
  if (model === undefined) throw new UsageError('expected --model MODEL');
  if (keyIsInTheOpen(place)) note(`--${option}: the key goes over the network unencrypted`);
  return { place, told: {}, switches: NO_SWITCHES };
}

/** Asks it, trying again no more often than the budget holds. */
export function askOf({ place }: AuditedPlace, signal: AbortSignal): Ask {
  return (ask, tries) =>
    askServer(place, ask, { signal, retries: { most: Math.min(USUAL_RETRIES.most, tries - 1) } });
}
