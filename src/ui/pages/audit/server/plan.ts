import { type AuditPlan, greedySampling, planServerAudit } from '../../../../audit/server/audit-plan.ts';
import { defaultPrompts, PromptsError, readPrompts } from '../../../../audit/server/audit-prompts.ts';
import type { ServerSettings } from './server-settings.ts';

/** Prompts as `readPrompts` reads them, of a text with one each line; null: the audit's own. */
export function promptsOf({
  prompts,
  chat,
}: Pick<ServerSettings, 'prompts' | 'chat'>): readonly unknown[] | null {
  const lines = prompts
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return null;
  return chat ? lines.map((content) => ({ messages: [{ role: 'user', content }] })) : lines;
}

/** What an audit would cost at most, before anybody is asked; a text says why it cannot be planned. */
export function planOf(settings: Omit<ServerSettings, 'url' | 'model'>): AuditPlan | string {
  const { requests, tokens, answerTokens, seed, chat, twin } = settings;
  const own = promptsOf(settings);
  try {
    return planServerAudit({
      prompts: own ? readPrompts(own) : defaultPrompts(chat ? 'chat' : 'text'),
      ...{ budget: { requests, tokens }, seed, twin: twin !== null },
      sampling: greedySampling(answerTokens),
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof PromptsError) return error.message;
    throw error;
  }
}
