import { lastQuestion } from '../experiment/chat-schema.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import type { PromptReport } from '../results/prompt-report.ts';
import type { ResolvedRequest } from './resolve.ts';

/** What the model is asked in each request. */
export function promptReports(requests: readonly ResolvedRequest[], tokenizer: TextCodec): PromptReport[] {
  return requests.map(({ request, promptTokens }) => ({
    request: request.id,
    // Of a conversation the question: what the template puts around it is looked at where it is composed.
    text: request.messages ? lastQuestion(request.messages) : tokenizer.decode(promptTokens),
    tokens: promptTokens.length,
  }));
}
