import { expect, it } from 'vitest';
import { canonicalExperiment } from './canonical.ts';
import { lastQuestion, writtenPrompt } from './chat-schema.ts';
import { addMessage, changeChat, changeMessage, moveMessage, removeMessage } from './edit/messages.ts';
import { changeRequest } from './edit/requests.ts';
import { ExperimentError } from './errors.ts';
import { parseExperiment } from './schema.ts';

const HI = [{ role: 'user', content: 'Hi' }];
const withRequest = (request: object) => ({
  version: 1,
  title: 'x',
  requests: [{ id: 'p', role: 'probe', maxNewTokens: 1, ...request }],
  arms: [{ name: 'arm', requests: ['p'], kernels: 'invariant' }],
});

function problemsOf(request: object): readonly string[] {
  try {
    parseExperiment(withRequest(request));
    return [];
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
}

it('makes version 3, and resolves to itself', () => {
  const chat = { addGenerationPrompt: false, enableThinking: true, date: '2024-02-29', specialTokens: true };
  const experiment = parseExperiment(withRequest({ messages: HI, chat }));
  expect(experiment.version).toBe(3);
  expect(experiment.requests[0]).toMatchObject({ messages: HI, chat });
  expect(parseExperiment(JSON.parse(canonicalExperiment(experiment)))).toEqual(experiment);
  expect(parseExperiment(withRequest({ prompt: 'Hi' })).version).toBe(1);
});

it('says nothing of what is as by default', () => {
  const told = { addGenerationPrompt: true, date: '2025-01-01', specialTokens: false };
  const plain = canonicalExperiment(parseExperiment(withRequest({ messages: HI })));
  for (const chat of [{}, told])
    expect(canonicalExperiment(parseExperiment(withRequest({ messages: HI, chat })))).toBe(plain);
});

it.each<[string, object]>([
  [
    'requests[0]: expected exactly one of prompt, promptIds, noise, messages, found prompt and messages',
    { prompt: 'Hi', messages: HI },
  ],
  ['requests[0].chat: expected none without messages, found one', { prompt: 'Hi', chat: {} }],
  ['requests[0].messages: expected at least 1', { messages: [] }],
  [
    'requests[0].messages[0].role: expected one of "system", "user", "assistant", found "tool"',
    { messages: [{ role: 'tool', content: '' }] },
  ],
  ['requests[0].messages[0].content: expected text, found nothing', { messages: [{ role: 'user' }] }],
  ['requests[0].messages[0].name: unknown field', { messages: [{ ...HI[0], name: 'x' }] }],
  ['requests[0].messages: expected at most 64', { messages: Array(65).fill(HI[0]) }],
  [
    'requests[0].messages: expected at most 20000 characters in all messages together, found 20001',
    {
      messages: [
        { role: 'user', content: 'x'.repeat(10_000) },
        { role: 'user', content: 'x'.repeat(10_001) },
      ],
    },
  ],
  [
    'requests[0].chat.date: expected a day as YYYY-MM-DD, found "today"',
    { messages: HI, chat: { date: 'today' } },
  ],
  [
    'requests[0].chat.date: expected a day of the calendar, found "2023-02-29"',
    { messages: HI, chat: { date: '2023-02-29' } },
  ],
])('refuses %s', (problem, request) => {
  expect(problemsOf(request)).toContainEqual(expect.stringContaining(problem));
});

it('is called by its last question', () => {
  const asked = [{ role: 'user', content: 'Q' } as const, { role: 'assistant', content: 'A' } as const];
  expect(lastQuestion(asked)).toBe('Q');
  expect(lastQuestion([asked[1]])).toBe('A');
  expect([writtenPrompt({ prompt: 'P' }), writtenPrompt({ messages: asked }), writtenPrompt({})]).toEqual([
    ...['P', 'Q', undefined],
  ]);
});

it('is edited message by message, and leaves nothing behind where another source takes its place', () => {
  let experiment = parseExperiment(withRequest({ messages: HI }));
  const apply = (edited: ReturnType<typeof addMessage>) => {
    if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
    experiment = edited.experiment;
    return experiment.requests[0];
  };
  apply(addMessage(experiment, 'p'));
  apply(changeMessage(experiment, 'p', 1, { content: 'A' }));
  expect(apply(addMessage(experiment, 'p')).messages).toEqual([
    ...[HI[0], { role: 'assistant', content: 'A' }, { role: 'user', content: '' }],
  ]);
  apply(changeMessage(experiment, 'p', 2, { role: 'system', content: 'S' }));
  expect(apply(moveMessage(experiment, 'p', 2, 0)).messages?.map(({ content }) => content)).toEqual([
    ...['S', 'Hi', 'A'],
  ]);
  expect(apply(removeMessage(experiment, 'p', 1)).messages?.map(({ content }) => content)).toEqual([
    'S',
    'A',
  ]);
  expect(apply(changeChat(experiment, 'p', { enableThinking: false, date: '2024-01-02' })).chat).toEqual({
    ...{ enableThinking: false, date: '2024-01-02' },
  });
  // Other messages keep what the template is told.
  expect(apply(addMessage(experiment, 'p')).chat?.date).toBe('2024-01-02');
  expect(apply(changeChat(experiment, 'p', { date: undefined })).chat).toEqual({ enableThinking: false });
  expect(apply(changeRequest(experiment, 'p', { prompt: 'Hi' }))).not.toHaveProperty('chat');
  expect(experiment.version).toBe(1);
  expect(addMessage(experiment, 'p').ok).toBe(false);
});
