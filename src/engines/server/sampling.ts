import type { ServerEntry } from '../../openai/servers.ts';
import type { ServerSampling } from './server-types.ts';

type Wanted = Pick<ServerSampling, 'temperature' | 'seed' | 'max_tokens' | 'logprobs'> &
  Partial<Pick<ServerSampling, 'ignore_eos' | 'stop'>>;

/**
 * Every parameter that a server takes, set to what asks for nothing, so that no checkpoint's own stands in; what a server does not take is not
 * sent. Of a server that is not known OpenAI's own are sent alone.
 */
export function samplingFor(server: ServerEntry | null, wanted: Wanted): ServerSampling {
  const takes = (name: ServerEntry['takes'][number]) => server?.takes.includes(name) ?? false;
  return {
    temperature: wanted.temperature,
    top_p: 1,
    top_k: takes('top_k') ? server!.topKOff : null,
    min_p: takes('min_p') ? 0 : null,
    seed: wanted.seed,
    presence_penalty: 0,
    frequency_penalty: 0,
    repetition_penalty: takes('repetition_penalty') ? 1 : null,
    max_tokens: wanted.max_tokens,
    ignore_eos: takes('ignore_eos') ? (wanted.ignore_eos ?? false) : null,
    stop: wanted.stop ?? null,
    logprobs: wanted.logprobs,
  };
}

/** What of a sampling is not sent, for the record. */
export function notSent(sampling: ServerSampling): string[] {
  const left = Object.entries(sampling)
    .filter(([name, value]) => value === null && name !== 'stop' && name !== 'logprobs')
    .map(([name]) => `\`${name}\``);
  return left.length === 0
    ? []
    : [
        `${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not sent: the server does not take ${left.length === 1 ? 'it' : 'them'}, and its own stand in.`,
      ];
}
