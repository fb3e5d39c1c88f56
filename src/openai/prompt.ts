import { z } from 'zod';
import { show } from '../experiment/errors.ts';

/** Prompts of one request. */
export const MOST_PROMPTS = 64;

/** A prompt as it is asked: a text, or the ids of its tokens, to which nothing is added. */
export type Prompt =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] };

const EXPECTED = 'a text, a list of texts, a list of token ids or a list of lists of token ids';

/** `prompt` of a completion. Walked once and left at the first fault: it may be as large as a body. */
export const promptSchema = z
  .unknown()
  .optional()
  .transform((value, context): readonly Prompt[] => {
    const refuse = (message: string, path: (string | number)[] = []) => {
      context.addIssue({ code: 'custom', message, path });
      return z.NEVER;
    };
    if (typeof value === 'string') return [{ kind: 'text', text: value }];
    if (!Array.isArray(value)) return refuse(`expected ${EXPECTED}, found ${show(value)}`);
    if (value.length === 0) return refuse(`expected ${EXPECTED}, found an empty list`);
    if (typeof value[0] === 'number') {
      const fault = idFault(value);
      return fault ? refuse(fault.message, [fault.at]) : [{ kind: 'tokens', tokens: value }];
    }
    if (value.length > MOST_PROMPTS)
      return refuse(`expected at most ${MOST_PROMPTS} prompts, found ${value.length}`);
    const prompts: Prompt[] = [];
    for (const [i, each] of value.entries()) {
      if (typeof each === 'string' && typeof value[0] === 'string')
        prompts.push({ kind: 'text', text: each });
      else if (Array.isArray(each) && Array.isArray(value[0])) {
        const fault = idFault(each);
        if (fault) return refuse(fault.message, [i, fault.at]);
        prompts.push({ kind: 'tokens', tokens: each });
      } else return refuse(`expected ${EXPECTED}, found ${show(each)} among them`, [i]);
    }
    return prompts;
  });

function idFault(ids: readonly unknown[]): { readonly at: number; readonly message: string } | null {
  const at = ids.findIndex((id) => !Number.isSafeInteger(id) || (id as number) < 0);
  return at < 0 ? null : { at, message: `expected a token id, found ${show(ids[at])}` };
}
