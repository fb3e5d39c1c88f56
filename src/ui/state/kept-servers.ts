import { z } from 'zod';
import { addressText, serverAddress } from '../../lab/served/server-address.ts';
import { kept } from './kept.ts';
import { json } from './kept-format.ts';
import { PLACES } from './kept-places.ts';

/** What an address is for: a server that is audited, the second endpoint beside it, a server that is watched. */
export type ServerUse = 'audit' | 'second' | 'watch';

const address = z
  .string()
  .max(2000)
  .refine((text) => typeof serverAddress(text) !== 'string');
const fields = { audit: address.optional(), second: address.optional(), watch: address.optional() };
const keptServers = kept(PLACES.servers, json(z.looseObject(fields)));

/** The address that was asked last for a use. Nobody is asked because of it. */
export function keptServer(use: ServerUse): string | null {
  return keptServers.read()?.[use] ?? null;
}

/** Keeps an address as `serverAddress` gives it, which holds no name, password or query. */
export function keepServer(use: ServerUse, url: URL): void {
  keptServers.update((now) => ({ ...now, [use]: addressText(url) }));
}
