import type { AnswerForm } from './answer-form.ts';
import type { Asked } from './asked.ts';
import { nameOf } from './logprobs.ts';
import { Outbox } from './outbox.ts';
import { Refusal } from './refusal.ts';
import { send } from './send.ts';
import type { ServeContext } from './serve-context.ts';
import { systemFingerprint } from './served.ts';
import { errorText, streamAnswer } from './streamed-answer.ts';
import { type Answering, UnderWay } from './under-way.ts';
import { wholeAnswer } from './whole-answer.ts';

/** Answers a request, whole or as a stream. Throws Refusal. */
export async function answer(
  c: ServeContext,
  asked: Asked,
  form: AnswerForm,
  answering: Answering,
): Promise<Response> {
  const { served, limits } = answering;
  const under = new UnderWay(asked, answering);
  const gone = () => under.cancel('client_gone');
  const { signal } = c.req.raw;
  signal.addEventListener('abort', gone, { once: true });
  if (signal.aborted) gone();
  const { model, facts, tokenizer } = served;
  const created = Math.floor(Date.now() / 1000);
  const frame = { id: asked.id, created, model, system_fingerprint: systemFingerprint(facts) };
  const name = nameOf(tokenizer, asked.telling.asIds);
  c.header('x-request-id', asked.id);
  if (!asked.telling.stream)
    return c.json({ object: form.whole, ...frame, ...(await wholeAnswer(under, form, name)) });
  const outbox = new Outbox(limits.buffer, () => {
    under.cancel('client_slow');
    const message = `the answer was ended: ${limits.buffer} characters of it waited for a client who did not take them`;
    outbox.end(errorText(new Refusal(503, message, { code: 'client_slow' })));
  });
  void streamAnswer(under, form, name, frame, outbox);
  return send(c, outbox, limits.patience, gone);
}
