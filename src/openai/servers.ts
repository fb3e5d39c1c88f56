import { BATCHMATES } from './servers/batchmates.ts';
import { LLAMA_CPP } from './servers/llama-cpp.ts';
import { OLLAMA } from './servers/ollama.ts';
import { OPENAI } from './servers/openai.ts';
import type { ServerEntry, ServerFact, ServerId } from './servers/server-entry.ts';
import { SGLANG } from './servers/sglang.ts';
import { VLLM } from './servers/vllm.ts';

export type { ServerEntry, ServerFact, ServerId };

/** Servers that speak OpenAI's protocol, each in its way. What is told of vLLM, SGLang and OpenAI was looked up, not run. */
export const SERVERS: readonly ServerEntry[] = [VLLM, SGLANG, LLAMA_CPP, OLLAMA, OPENAI, BATCHMATES];

export function serverOf(id: ServerId): ServerEntry {
  return SERVERS.find((server) => server.id === id)!;
}

/** Fields of a body that keep it from what is cached; null: this server has none. `salt`: unlike any other. */
export function coldFields({ cold }: ServerEntry, salt: string): Readonly<Record<string, unknown>> | null {
  return cold === null ? null : { [cold.field]: cold.value === 'salt' ? salt : false };
}

const FACTS: readonly (readonly [keyof ServerEntry['facts'], string])[] = [
  ['ids', 'token ids'],
  ['logprobs', 'log probabilities'],
  ['defaults', 'parameters that are left out'],
  ['seed', 'seed'],
  ['cache', 'prompt cache'],
  ['cachedCount', 'cached tokens told'],
  ['deterministic', 'deterministic whatever runs beside it'],
  ['cors', 'asked by a page'],
  ['queue', 'time in the queue told'],
];

/** The table as Markdown, a section for each server. */
export function serversMarkdown(): string {
  return SERVERS.map(({ name, facts }) => {
    const rows = FACTS.map(([key, label]) => `| ${label} | ${factMarkdown(facts[key])} |`);
    return [`## ${name}`, '', '| | |', '|---|---|', ...rows].join('\n');
  }).join('\n\n');
}

function factMarkdown(fact: ServerFact | null): string {
  if (fact === null) return 'not found';
  const { words, source, asOf } = fact;
  // Of this repository: seen from docs/.
  return `${words.replaceAll('|', '\\|')} ([${asOf}](${source.replace(/^docs\//, '')}))`;
}
