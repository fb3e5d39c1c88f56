import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { parseExperiment } from '../../../../experiment/schema.ts';
import { editorStore, endBurst } from '../../../state/editor.ts';
import { draftStore } from '../../../state/editor-drafts.ts';
import { labStore, useLab } from '../../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { RequestForm } from '../request-form.tsx';
import { RequestSummary } from '../request-summary.tsx';

const EXPERIMENT = parseExperiment({
  version: 1,
  title: 'Chat',
  requests: [{ id: 'p', role: 'probe', prompt: 'Why?' }],
  arms: [{ name: 'all', requests: ['p'], kernels: 'variant' }],
});

const request = () => labStore.getState().chosen.experiment.requests[0];
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const contents = () => request().messages?.map(({ role, content }) => `${role}: ${content}`);

function Form() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  return (
    <>
      <RequestForm experiment={experiment} request={experiment.requests[0]} index={0} row="request-0" />
      <section aria-label="card">
        <RequestSummary experiment={experiment} request={experiment.requests[0]} />
      </section>
    </>
  );
}

beforeEach(() => {
  const initial = labStore.getInitialState();
  labStore.setState({ ...initial, chosen: { ...initial.chosen, experiment: EXPERIMENT } }, true);
  labStore.temporal.getState().clear();
  draftStore.setState({}, true);
  endBurst();
  forgetQuestions();
});

async function openChat() {
  const shown = render(<Form />);
  fireEvent.click(screen.getByRole('radio', { name: 'Chat' }));
  await screen.findByRole('list', { name: 'Messages of p' });
  return shown;
}

it('begins with the prompt as the user’s message, and goes back to it', async () => {
  await openChat();
  expect(contents()).toEqual(['user: Why?']);
  expect(screen.queryByRole('checkbox', { name: 'Begin with bos' })).toBeNull();
  expect(within(screen.getByRole('region', { name: 'card' })).getByText(/a chat of 1 message/)).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Text' }));
  expect(request()).toMatchObject({ prompt: 'Why?' });
  expect(request().messages).toBeUndefined();
});

it('adds, writes, moves and removes messages by keys, says so, and leads the focus on', async () => {
  await openChat();
  click('Add a message');
  fireEvent.change(screen.getByLabelText('Text of message 2'), { target: { value: 'So.' } });
  expect(contents()).toEqual(['user: Why?', 'assistant: So.']);
  fireEvent.change(screen.getByLabelText('Role of message 2'), { target: { value: 'system' } });
  click('Move message 2 up');
  expect(contents()).toEqual(['system: So.', 'user: Why?']);
  expect(editorStore.getState().said).toBe('Message 2 is now message 1 of 2.');
  expect(document.activeElement).toBe(screen.getByLabelText('Role of message 1'));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Move message 1 up' }).disabled).toBe(true);
  // The card shows the question, not what stands first.
  const card = within(screen.getByRole('region', { name: 'card' }));
  expect(card.getByText('Why?')).toBeTruthy();
  click('Remove message 1');
  expect(contents()).toEqual(['user: Why?']);
  expect(document.activeElement).toBe(screen.getByLabelText('Role of message 1'));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove message 1' }).disabled).toBe(true);
});

it('tells the template what is asked, and keeps a wrong day in its field', async () => {
  await openChat();
  fireEvent.click(screen.getByLabelText('Open the model’s answer'));
  fireEvent.change(screen.getByLabelText('Thinking'), { target: { value: 'off' } });
  const today = screen.getByLabelText<HTMLInputElement>(/^Today/);
  fireEvent.change(today, { target: { value: '2024-02-30' } });
  expect(request().chat).toEqual({ addGenerationPrompt: false, enableThinking: false });
  expect(document.getElementById(today.getAttribute('aria-describedby')!)?.textContent).toBe(
    'expected a day of the calendar, found "2024-02-30"',
  );
  fireEvent.change(today, { target: { value: '2024-02-29' } });
  expect(request().chat?.date).toBe('2024-02-29');
});

/** The latest question that names messages: what its template makes of them. */
async function asked() {
  await waitFor(() => expect(renderings()).not.toHaveLength(0));
  return renderings().at(-1)!;
}
const renderings = () => questions.filter(({ args: [first] }) => Object.hasOwn(Object(first), 'messages'));

it('shows what the model reads once it is asked for, special tokens told apart; or why it reads nothing', async () => {
  await openChat();
  expect(renderings()).toEqual([]);
  const details = document.querySelector<HTMLDetailsElement>('[data-part="chat-preview"]')!;
  act(() => {
    details.open = true;
    fireEvent(details, new Event('toggle'));
  });
  const first = await asked();
  expect(first.args[0]).toMatchObject({ messages: request().messages, chat: {}, model: { name: 'nano' } });
  await first.answer({
    pieces: [
      { text: '<|im_start|>', special: true },
      { text: 'user\nWhy?<|im_end|>', special: false },
    ],
    tokens: [
      { id: 500, text: '<|im_start|>', special: true },
      { id: 7, text: 'user', special: false },
    ],
    date: '2025-01-01',
  });
  expect(
    await screen.findByText(/2 tokens, 1 special; the template was told that today is 2025-01-01/),
  ).toBeTruthy();
  const marks = [...document.querySelectorAll('mark')].map(({ textContent }) => textContent);
  expect(marks).toEqual(['special token <|im_start|>']);
  expect(screen.getByRole('list', { name: 'Token ids' }).textContent).toBe('5007');
  forgetQuestions();
  fireEvent.change(screen.getByLabelText('Text of message 1'), { target: { value: 'Other' } });
  const second = await asked();
  await second.fail('model', 'pico: expected a chat template');
  expect(await screen.findByText('pico: expected a chat template')).toBeTruthy();
});
