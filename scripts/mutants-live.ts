import { type Mutant, unit } from './mutant.ts';

const STREAMS = 'src/lab/live/live-streams.test.ts';
const ASKS = 'src/lab/live/live-asks.test.ts';

/** Faults in how a model is served live. */
export const LIVE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/lab/live/answer-sink.ts',
    'the end of an answer comes before its last tokens',
    'answer.told < record.tokens.length',
    'answer.told > record.tokens.length',
    STREAMS,
  ),
  unit(
    'src/steps/own-decoding.ts',
    'noise is keyed by what a client calls its request',
    'requestKey(drawnAs ?? request)',
    'requestKey(request)',
    ASKS,
  ),
  unit(
    'src/lab/live/live-source.ts',
    'more are compared with themselves alone than may be at once',
    'this.probes.size < this.#mostProbes',
    'true',
    ASKS,
  ),
  unit(
    'src/lab/live/open-live-service.ts',
    'nobody is verified',
    'deterministic && verify &&',
    'shadow && verify &&',
    ASKS,
  ),
];
