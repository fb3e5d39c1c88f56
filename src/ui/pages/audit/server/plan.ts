import { type AuditPlan, greedySampling, planServerAudit } from '../../../../audit/server/audit-plan.ts';
import { defaultPrompts, PromptsError, readPrompts } from '../../../../audit/server/audit-prompts.ts';
import type { ServerSettings } from './server-settings.ts';
import { promptsOf } from './server-work.ts';

/** What an audit would cost at most, before anybody is asked; a text says why it cannot be planned. */
export function planOf(settings: Pick<ServerSettings, 'requests' | 'tokens' | 'answerTokens' | 'seed' | 'prompts' | 'twin'>): AuditPlan | string {
  const { requests, tokens, answerTokens, seed, prompts, twin } = settings;
  const own = promptsOf(prompts);
  try {
    return planServerAudit({
      prompts: own ? readPrompts(own) : defaultPrompts('text'),
      ...{ budget: { requests, tokens }, seed, twin: twin !== null },
      sampling: greedySampling(answerTokens),
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof PromptsError) return error.message;
    throw error;
  }
}
