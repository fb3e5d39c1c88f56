import type { ServerAsk, ServerPrompt, ServerSampling } from '../../engines/server/server-types.ts';
import { generateNoise } from '../../experiment/noise.ts';
import { createRandom } from '../../experiment/random.ts';

const KINDS = ['random-characters', 'code-and-logs', 'vague', 'spam', 'instruction-override'] as const;
const WORDS = { least: 2, most: 60 };
/** Token ids that any vocabulary has. */
const LOW_IDS = 200;

/** A request of the company, of random kind and length; it follows from the seed alone, and asks in the way that the prompt beside it does. */
export function noiseAsk(
  id: string,
  seed: number,
  kind: ServerPrompt['kind'],
  sampling: ServerSampling,
): ServerAsk {
  const random = createRandom(seed);
  const words = WORDS.least + random.below(WORDS.most - WORDS.least + 1);
  const most = Math.max(2, sampling.max_tokens);
  const shortest = Math.ceil(most / 2);
  return {
    id,
    prompt: noisePrompt(kind, words, seed, random.pick(KINDS)),
    sampling: { ...sampling, max_tokens: shortest + random.below(most - shortest + 1), logprobs: null },
    stream: false,
    extra: {},
  };
}

function noisePrompt(
  kind: ServerPrompt['kind'],
  words: number,
  seed: number,
  noise: (typeof KINDS)[number],
): ServerPrompt {
  if (kind === 'tokens') {
    const random = createRandom(seed + 1);
    return { kind, tokens: Array.from({ length: words }, () => 5 + random.below(LOW_IDS)) };
  }
  const pieces: string[] = [];
  // Words stand for tokens: which tokens a stranger's server makes of them is its own matter.
  const encode = (text: string) => (text.match(/\s*\S{1,8}/g) ?? []).map((piece) => pieces.push(piece) - 1);
  const { tokens } = generateNoise({ kind: noise, seed, tokens: words }, encode);
  const text = tokens
    .map((token) => pieces[token])
    .join('')
    .trim();
  return kind === 'text' ? { kind, text } : { kind, messages: [{ role: 'user', content: text }] };
}
