import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from './close-server.ts';

/** One question as it came. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers a question: `tries` counts from 0. */
export type Manner = (response: ServerResponse, heard: Heard, tries: number) => void;

export interface MisbehavingServer {
  /** Base address, with its version. */
  readonly url: string;
  readonly origin: string;
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

/** A server on this machine that answers every question in one manner. */
export async function openMisbehaving(manner: Manner): Promise<MisbehavingServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const tries = heard.length;
      const body = text === '' ? {} : (JSON.parse(text) as Heard['body']);
      const { method = '', url: path = '', headers } = request;
      heard.push({ method, path, authorization: headers.authorization ?? null, body });
      manner(response, heard[tries], tries);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${origin}/v1`, origin, heard, close: () => closeServer(server) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}
