import { type Mutant, unit } from './mutant.ts';

const ASK = 'src/engines/server/ask-server.test.ts';
const TRAFFIC = 'src/engines/server/traffic.test.ts';

/** Faults of the client that asks servers. */
export const SERVER_MUTANTS: readonly Mutant[] = [
  unit(
    'src/engines/server/send.ts',
    'a key follows a redirect to another origin',
    'if (origin !== new URL(url).origin)',
    'if (origin === new URL(url).origin && status === 0)',
    ASK,
  ),
  unit(
    'src/engines/server/read-stream.ts',
    'a stream that is cut counts as an answer',
    'if (gatherer.finish === null)',
    "if (gatherer.finish === 'cut')",
    ASK,
  ),
  unit(
    'src/engines/server/retries.ts',
    'a server that asks for time is asked again at once',
    'return Math.max(asked ?? 0, whole',
    'return Math.min(asked ?? 1e9, whole',
    ASK,
  ),
  unit(
    'src/engines/server/scrub.ts',
    'tokens that hold a key together keep their texts',
    'text: KEY_MARK, top: []',
    'top: []',
    ASK,
  ),
  unit(
    'src/engines/server/traffic.ts',
    'cold requests share what is cached, warm ones do not',
    'if (!warm) return',
    'if (warm) return',
    TRAFFIC,
  ),
];
