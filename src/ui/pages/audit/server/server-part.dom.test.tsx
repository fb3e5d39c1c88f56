import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { ServerAuditAsk, ServerAuditNews, ServerLook } from '../../../../worker/methods/audit-server.ts';
import { ended, forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { ServerPart } from './server-part.tsx';
import { settingsAddress, settingsIn, usualSettings } from './server-settings.ts';
import { serverStore } from './server-store.ts';
import { auditedServer } from './testing/found-audit.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const LOOK: ServerLook = { models: ['small', 'large'], server: 'vllm', version: '0.11.0', fault: null };
const ORIGIN = 'http://127.0.0.1:8000';

beforeEach(() => {
  localStorage.clear();
  forgetQuestions();
  serverStore.setState({ ...serverStore.getInitialState(), settings: usualSettings() }, true);
});

const server = () => within(screen.getByRole('group', { name: 'Server' }));
const address = () => server().getByLabelText('Address, with its version');
const auditButton = () => screen.getByRole('button', { name: /^Audit / }) as HTMLButtonElement;
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

/** The server is asked for its models and tells them. */
async function look(told: ServerLook = LOOK) {
  fireEvent.click(server().getByRole('button', { name: `Ask ${ORIGIN} for its models` }));
  await questions.at(-1)!.answer(told);
}

/** The audit begins. @returns what the worker is asked, and how to say what it tells and finds. */
function start() {
  fireEvent.click(auditButton());
  const { args, ...question } = questions.at(-1)!;
  const hear = args.at(-1) as (news: readonly ServerAuditNews[]) => void;
  return {
    ...question,
    asked: args[0] as ServerAuditAsk,
    tell: (...news: ServerAuditNews[]) => act(() => hear(news)),
  };
}

it('contacts nobody before a button is pressed that names the host, and says what it would cost', async () => {
  render(<ServerPart path={[]} />);
  expect(questions).toEqual([]);
  expect(auditButton().disabled).toBe(true);
  expect(screen.getByText(/^expected the name of a model/)).toBeDefined();
  expect(screen.getByText(/^Costs at most \d+ requests and [\d,]+ tokens$/)).toBeDefined();
  await look();
  expect(questions[0].args[0]).toEqual({ url: `${ORIGIN}/v1`, model: '', key: null });
  expect(server().getByText(/^vLLM 0\.11\.0, 2 models\./)).toBeDefined();
  expect(server().getByText('VLLM_BATCH_INVARIANT=1')).toBeDefined();
  expect(auditButton().textContent).toBe(`Audit small at ${ORIGIN}`);
  expect(
    screen.getByText(
      `Contacts ${ORIGIN} and nobody else, from this browser. Nothing is sent before you press.`,
    ),
  ).toBeDefined();
  expect(questions).toHaveLength(1);
});

it('refuses what this page may not ask or a budget that holds nothing, in words', () => {
  render(<ServerPart path={[]} />);
  type(address(), 'http://10.0.0.7:8000/v1');
  expect(server().getByText(/^expected https:\/\/ of another machine/)).toBeDefined();
  type(address(), `${ORIGIN}/v1`);
  type(server().getByLabelText('Model'), 'small');
  expect(auditButton().disabled).toBe(false);
  type(screen.getByLabelText('Requests, at most'), '5');
  expect(screen.getByText(/^expected a budget of at least \d+ requests/)).toBeDefined();
  expect(auditButton().disabled).toBe(true);
  type(screen.getByLabelText('Requests, at most'), 'many');
  expect(screen.getByText('expected a whole number from 1 to 5000')).toBeDefined();
  expect(questions).toEqual([]);
});

it('explains a server that lets no page ask by each server’s own flag', async () => {
  render(<ServerPart path={[]} />);
  const message = `${ORIGIN} is there, but does not let pages of ${location.origin} read its answers (CORS)`;
  await look({
    models: [],
    server: null,
    version: null,
    fault: { kind: 'blocked', message, passing: false },
  });
  expect(server().getByRole('alert').textContent).toBe(`${message}.`);
  for (const flag of ['--allowed-origins', '--cors-origins', 'OLLAMA_ORIGINS', '--cors'])
    expect(server().getByText(flag)).toBeDefined();
});

it('keeps a key in nothing but what is asked, and forgets it', async () => {
  render(<ServerPart path={[]} />);
  const field = server().getByLabelText(/^Key/) as HTMLInputElement;
  expect(field.type).toBe('password');
  type(field, 'sk-secret-key');
  await look();
  expect(questions[0].args[0]).toMatchObject({ key: 'sk-secret-key' });
  const { asked, answer } = start();
  expect(asked.place).toEqual({ url: `${ORIGIN}/v1`, model: 'small', key: 'sk-secret-key' });
  await answer(await auditedServer({ inCompany: 1 }));
  const link = (screen.getByLabelText('Link to this form') as HTMLTextAreaElement).value;
  expect(settingsIn(link.split('/').at(-1)!)).toMatchObject({ url: `${ORIGIN}/v1`, model: 'small' });
  const { keys: _, ...rest } = serverStore.getState();
  const seen = JSON.stringify({ ...localStorage, href: location.href, link, rest });
  expect(seen).toContain(ORIGIN);
  expect(seen + document.body.innerHTML.replaceAll(/<input[^>]*>/g, '')).not.toContain('sk-secret-key');
  fireEvent.click(server().getByRole('button', { name: 'Forget the key' }));
  expect(serverStore.getState().keys.place).toBe('');
});

it('shows progress by mechanism, is cancelled, and judges what it has', async () => {
  render(<ServerPart path={[]} />);
  await look();
  const { asked, tell, answer } = start();
  expect(screen.getByText('Finding out what the server is: nothing is generated')).toBeDefined();
  const budget = { requests: 200, tokens: 60_000 };
  const phases = [
    { mechanism: 'references', blocks: 1, requests: 13, tokens: 900 },
    { mechanism: 'company', blocks: 4, requests: 80, tokens: 9000 },
  ] as const;
  tell({ type: 'planned', phases, server: 'vLLM' });
  tell({ type: 'asked', requests: 13, tokens: 800, budget, doing: 'references' });
  tell({ type: 'asked', requests: 33, tokens: 2800, budget, doing: 'company' });
  expect(screen.getByText('vLLM: company, 33 requests and 2,800 tokens spent')).toBeDefined();
  const list = within(screen.getByRole('list', { name: 'Requests by mechanism' }));
  expect(list.getByText('20 of 80')).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Budget that is spent' }).getAttribute('value')).toBe(
    '0.165',
  );
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(questions.at(-1)!.args).toEqual([asked.id]);
  expect(ended).toEqual([]);
  expect(screen.getByText('Stopping: what is known is judged.')).toBeDefined();
  await answer(await auditedServer({}));
  expect(screen.getByText(/^No mechanism was found to change an answer\./)).toBeDefined();
});

it('shows what differs with its interval, where answers part, and saves and opens it again', async () => {
  const saved: Blob[] = [];
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => saved.push(blob) && 'blob:',
      revokeObjectURL: () => undefined,
    }),
  );
  const audited = await auditedServer({ inCompany: 1 });
  render(<ServerPart path={[]} />);
  await look();
  await start().answer(audited);
  expect(screen.getByText(/^Answers differ by company/)).toBeDefined();
  const verdicts = within(screen.getByRole('region', { name: 'Verdicts, table' }));
  const row = verdicts.getByRole('rowheader', { name: /^company/ }).closest('tr')!;
  expect(row.dataset.verdict).toBe('differs');
  const forks = within(screen.getByRole('region', { name: 'Where answers part first' }));
  expect(forks.getByRole('heading', { name: /^company: token \d+$/ })).toBeDefined();
  expect(forks.getByText('margin of the choice')).toBeDefined();
  fireEvent.click(screen.getByRole('checkbox', { name: /started anew since/ }));
  const again = start();
  expect(JSON.parse(again.asked.earlier!)).toMatchObject({ model: 'simulated', format: 'server-audit@1' });
  await again.answer(audited);
  fireEvent.click(screen.getByRole('button', { name: 'All of it as JSON' }));
  fireEvent.click(screen.getByRole('button', { name: 'Report as Markdown' }));
  const json = await saved[0].text();
  expect(await saved[1].text()).toMatch(/^# Determinism audit of simulated/);
  const file = new File([json], 'audit.json', { type: 'application/json' });
  fireEvent.change(screen.getByLabelText('A saved report, JSON'), { target: { files: [file] } });
  await vi.waitFor(() => expect(questions.at(-1)!.args).toEqual([json]));
  await questions.at(-1)!.fail('file', 'format: expected a server’s audit');
  expect(screen.getByText('audit.json: format: expected a server’s audit.')).toBeDefined();
});

it('takes a key to no other origin by a link, and puts no address with a secret in it into one', () => {
  const { rerender } = render(<ServerPart path={[]} />);
  const link = (url: string) =>
    settingsAddress({ ...usualSettings(), url })
      .split('/')
      .at(-1)!;
  type(address(), `${ORIGIN}/v1`);
  type(server().getByLabelText(/^Key/), 'sk-secret-key');
  rerender(<ServerPart path={[link(`${ORIGIN}/v2`)]} />);
  expect(serverStore.getState().keys.place).toBe('sk-secret-key');
  rerender(<ServerPart path={[link('https://models.example/v1')]} />);
  expect(serverStore.getState().keys.place).toBe('');
  for (const url of ['https://me:sk-secret@models.example/v1', 'https://models.example/v1?key=sk-secret'])
    expect(settingsIn(link(url))).toMatchObject({ url: '' });
});

it('is filled in by a link, which asks nobody, and says of a damaged one that it is', () => {
  const settings = { ...usualSettings(), url: 'https://models.example/v1', model: 'large', requests: 150 };
  const part = settingsAddress(settings).split('/').at(-1)!;
  const { rerender } = render(<ServerPart path={[part]} />);
  expect((address() as HTMLInputElement).value).toBe('https://models.example/v1');
  expect(auditButton().textContent).toBe('Audit large at https://models.example');
  rerender(<ServerPart path={[part.slice(0, -9)]} />);
  expect(screen.getByText(/^This link cannot be opened/)).toBeDefined();
  expect(questions).toEqual([]);
});
