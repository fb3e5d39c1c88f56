import { Agent, request } from 'node:http';
import { type Answer, answerSchema } from '../../openai/answer.ts';
import { DONE } from '../../openai/sse.ts';

/** What a client got of a streamed completion. */
export interface Got {
  readonly tokens: number[];
  /** Of the last piece. */
  readonly fingerprint: string | null;
  readonly finished: boolean;
  /** Its connection was destroyed by the client itself. */
  readonly killed: boolean;
  readonly status: number;
  /** Milliseconds from the sending of the request. */
  readonly firstMs: number | null;
  readonly endMs: number;
  readonly error: string | null;
}

/** Connections of their own, as of clients on machines of their own. */
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Streams a completion over a socket of its own; `killAfter`: destroys it once so many pieces came. */
export function streamCompletion(url: string, body: object, killAfter = Infinity): Promise<Got> {
  const text = JSON.stringify({ ...body, stream: true, return_token_ids: true });
  const began = performance.now();
  const tokens: number[] = [];
  let [fingerprint, finished, killed, status]: [string | null, boolean, boolean, number] = [
    null,
    false,
    false,
    0,
  ];
  let [firstMs, pieces, rest]: [number | null, number, string] = [null, 0, ''];
  return new Promise((resolve) => {
    const settle = (error: string | null) =>
      resolve({
        tokens,
        fingerprint,
        finished,
        killed,
        status,
        firstMs,
        endMs: performance.now() - began,
        error,
      });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const asking = request(`${url}/v1/completions`, { method: 'POST', agent, headers });
    const take = (data: string) => {
      if (data === DONE) {
        finished = true;
        return;
      }
      const json: unknown = JSON.parse(data);
      const read = answerSchema.safeParse(json);
      if (!read.success) return;
      const [choice] = (read.data as Answer).choices;
      tokens.push(...(choice.token_ids ?? []));
      firstMs ??= performance.now() - began;
      fingerprint = choice.batchmates?.fingerprint ?? fingerprint;
      if (++pieces >= killAfter) {
        killed = true;
        asking.destroy();
      }
    };
    asking.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n\n');
        rest = lines.pop()!;
        for (const line of lines) if (line.startsWith('data: ') && !killed) take(line.slice(6));
      });
      response.on('error', () => undefined);
      response.on('close', () => settle(finished || killed ? null : rest || 'the stream was cut'));
    });
    asking.on('error', (error) => settle(killed ? null : error.message));
    asking.end(text);
  });
}
