import { auditUrl } from '../../state/data-addresses.ts';

/** What an audit that ships found, by its name. Throws Error where the server does not have it, TypeError where it cannot be asked. */
export async function fetchAudit(name: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(auditUrl(name), { signal });
  if (!response.ok) throw new Error(`audit/${name}.json: the server answers ${response.status}`);
  return response;
}
