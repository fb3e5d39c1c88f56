import type { TextCodec } from '../model/tokenizer.ts';
import type { PromptReport } from '../results/prompt-report.ts';
import type { ResolvedRequest } from './resolve.ts';

/** What the model reads of each request. */
export function promptReports(requests: readonly ResolvedRequest[], tokenizer: TextCodec): PromptReport[] {
  return requests.map(({ request, promptTokens }) => ({
    request: request.id,
    text: tokenizer.decode(promptTokens),
    tokens: promptTokens.length,
  }));
}
