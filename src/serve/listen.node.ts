import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ServeEnv } from './serve-context.ts';

/**
 * Milliseconds that a client may take over its headers, over a whole request, and between two on one connection. The first two count from the
 * connection on, also while a step keeps the thread and nobody reads what came long ago: shorter ones would cut clients off who did nothing wrong.
 */
const TIMES = { headersTimeout: 60_000, requestTimeout: 120_000, keepAliveTimeout: 5_000 };
/** Connections that may wait to be taken, while a step keeps the thread. */
const BACKLOG = 4096;
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_CONNECTIONS = 4096;
const MOST_REQUESTS_OF_A_CONNECTION = 10_000;

export interface Place {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Milliseconds without a byte taken after which a client that has not taken the rest of an answer is cut off. */
  readonly patience: number;
  readonly times?: Partial<typeof TIMES>;
}

export interface Listening {
  /** `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Requests that are not answered to their end. */
  readonly underWay: number;
  /** Resolves once none is under way, or after so many milliseconds: true where none is. */
  idle(milliseconds: number): Promise<boolean>;
  /** Ends every connection, in use or not. */
  close(): Promise<void>;
}

/** Serves an app. Rejects with Node's error where the address cannot be had. */
export async function listen(
  app: Hono<ServeEnv>,
  { host, port, patience, times }: Place,
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      ...TIMES,
      ...times,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: MOST_HEADER_BYTES,
    },
  }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = MOST_REQUESTS_OF_A_CONNECTION;
  const requests = new RequestsUnderWay(server, patience);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port: own } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`,
    get underWay() {
      return requests.count;
    },
    idle: (milliseconds) => requests.idle(milliseconds),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Counts requests from their headers to the end of their answers. */
class RequestsUnderWay {
  count = 0;
  readonly #none = new Set<() => void>();
  readonly #of = new WeakMap<Socket, Set<ServerResponse>>();

  constructor(server: Server, patience: number) {
    server.on('request', ({ socket }, response) => {
      this.count++;
      const own = this.#of.get(socket) ?? this.#watched(socket);
      own.add(response);
      // All is handed over; the connection's own time to live comes back once it is written.
      response.once('prefinish', () => socket.setTimeout(patience));
      response.once('close', () => {
        this.count--;
        own.delete(response);
        if (this.count === 0) for (const resolve of [...this.#none]) resolve();
      });
    });
  }

  /**
   * Node tells the end of a connection only to the answer that is being written: those of requests that a client sent behind it without waiting
   * (pipelining) would go on for nobody, and count for ever.
   */
  #watched(socket: Socket): Set<ServerResponse> {
    const own = new Set<ServerResponse>();
    this.#of.set(socket, own);
    socket.once('close', () => {
      for (const response of [...own]) {
        response.destroy();
        if (own.has(response)) response.emit('close');
      }
    });
    return own;
  }

  async idle(milliseconds: number): Promise<boolean> {
    if (this.count === 0) return true;
    return await new Promise((resolve) => {
      const settle = (none: boolean) => {
        clearTimeout(timer);
        this.#none.delete(onNone);
        resolve(none);
      };
      const onNone = () => settle(true);
      const timer = setTimeout(() => settle(false), milliseconds);
      this.#none.add(onNone);
    });
  }
}
