import { digestText, type LoadLine } from '../../results/load/load-lines.ts';
import type { LoadSink } from './load-sink.ts';

/** Writes an arm's entries as lines. */
export function linesSink(arm: string, write: (line: LoadLine) => void): LoadSink {
  return {
    began: (clock) => write({ type: 'arm', arm, clock }),
    plan: (index, texts) => write({ type: 'plan', arm, index, texts }),
    step(step, chosen) {
      const tokens = chosen.map(
        ({ request, token, digest }) => [request, token, digestText(digest)] as const,
      );
      write({ type: 'step', arm, ...step, tokens });
    },
    sent: (request, route) => write({ type: 'sent', arm, request, route }),
    looked: (look) => write({ type: 'canary', arm, ...look }),
    request: (request) => {
      // Whoever is left when a run is broken off goes on with it.
      if (request.outcome.kind !== 'unfinished') write({ type: 'request', arm, ...request });
    },
    over: () => write({ type: 'arm-ended', arm }),
  };
}
