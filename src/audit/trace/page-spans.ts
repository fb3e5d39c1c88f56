import type { RequestTrace } from './request-trace.ts';
import type { Span } from './spans.ts';

/** When an answer left the worker, came to the page and stood there, in milliseconds since 1970. */
export interface Drawn {
  readonly sent: number;
  readonly received: number;
  readonly drawn: number;
}

/** A trace with what the page did with the answer: it came over as a message, and was drawn. */
export function withPage(trace: RequestTrace, { sent, received, drawn }: Drawn): RequestTrace {
  const since = (time: number) => time - trace.at;
  const page = { parent: 0, lane: 'page' } as const;
  const added: Span[] = [
    {
      ...page,
      name: 'deliver',
      kind: 'wait',
      begin: since(sent),
      end: Math.max(since(sent), since(received)),
    },
    { ...page, name: 'draw', kind: 'host', begin: since(received), end: since(drawn) },
  ];
  const [root, ...rest] = trace.spans;
  const end = Math.max(root.end, ...added.map((span) => span.end));
  return { ...trace, spans: [{ ...root, end }, ...rest, ...added] };
}
