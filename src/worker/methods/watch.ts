import { serverAddress } from '../../lab/served/server-address.ts';
import { type WatchNews, watchServer } from '../../lab/served/watch-server.ts';
import { batched } from '../batched.ts';
import { freely, quick, type Running, type Work } from '../method.ts';

/** A server to be watched. The key is in this message and, while it is watched, in the worker's memory, nowhere else. */
export interface WatchAsk {
  readonly address: string;
  readonly key: string | null;
}

export function watchMethods() {
  const running: Running = new Map();
  return {
    /** Tells what a server of the lab does, until `stop`, beside all other work. @returns why it cannot be watched, or no longer. */
    server: freely(
      running,
      ({ address }: WatchAsk) => address,
      async ({ signal, tell }: Work<WatchNews>, { address, key }: WatchAsk): Promise<string> => {
        const url = serverAddress(address);
        if (typeof url === 'string') return url;
        const news = batched(tell);
        try {
          return await watchServer({ url, key, signal, tell: news.tell });
        } finally {
          news.flush();
        }
      },
    ),

    /** Ends the watch of that address. */
    stop: quick((address: string): void => {
      running.get(address)?.abort();
    }),
  };
}
