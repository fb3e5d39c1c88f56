import { type Mutant, unit } from './mutant.ts';

const CLIENT = 'src/serve/openai-client.test.ts';
const HOSTILE = 'src/serve/hostile.test.ts';

/** Faults of a server: what it tells clients, and what it lets them do. */
export const SERVE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/serve/stop-finder.ts',
    'the beginning of a stop string goes out before it is decided',
    'return length;',
    'return 0;',
    'src/serve/stop-finder.test.ts',
  ),
  unit(
    'src/serve/text-stream.ts',
    'half a character goes out as it is',
    "open === '' || open.endsWith(UNFINISHED)",
    "open === ''",
    'src/serve/text-stream.test.ts',
  ),
  unit(
    'src/serve/tell-choice.ts',
    'an answer that its stop string ended counts as one that failed',
    'answer.finish();',
    "answer.cancel('');",
    CLIENT,
  ),
  unit(
    'src/openai/neutral.ts',
    'a parameter that nothing is done with is ignored in silence',
    'value === undefined || known.has(JSON.stringify(value))',
    'value === undefined || known.size > 0',
    HOSTILE,
  ),
  unit(
    'src/serve/answer.ts',
    'who has gone away keeps its blocks',
    "const gone = () => under.cancel('client_gone');",
    'const gone = () => undefined;',
    CLIENT,
  ),
  unit(
    'src/serve/guards.ts',
    'pages of any origin that begins as a named one may ask',
    'origin === named',
    "origin.startsWith(named ?? ' ')",
    HOSTILE,
  ),
];
