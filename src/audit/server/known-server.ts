import type { Recognised } from '../../engines/server/recognise.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import type { Switches } from './audit-record.ts';

/** What a record says of a server by what it tells of itself. */
export function toldOf({
  server,
  version,
  contextLength,
  flags,
}: Recognised): Readonly<Record<string, unknown>> {
  return {
    server: server?.name ?? 'not recognised',
    ...(version !== null && { version }),
    ...(contextLength !== null && { 'context length': contextLength }),
    ...(flags !== null && { flags }),
  };
}

/** Switches of a server that is known; of any other none. */
export function switchesOf(server: ServerEntry | null): Switches {
  const cold = server?.cold ?? null;
  return { cold: cold && { [cold.field]: cold.value === 'salt' ? 'SALT' : cold.value }, plain: null };
}
