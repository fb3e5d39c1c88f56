import { readFile } from 'node:fs/promises';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { npyFile } from '../../../imports/testing/files.ts';
import { ComparePage } from './compare-page.tsx';
import { clearSide, compareStore, SIDES } from './compare-store.ts';

vi.mock('../../../worker/imports-client.ts', async () => {
  const { clientOf } = await import('../../../worker/client.ts');
  const { importMethods } = await import('../../../worker/methods/imports.ts');
  const { turnMethods } = await import('../../../worker/methods/turns.ts');
  const { serve } = await import('../../../worker/serve.ts');
  const { Turns } = await import('../../../worker/turns.ts');
  const turns = new Turns(() => undefined);
  const ask = serve({ imports: importMethods(), turns: turnMethods(turns) }, turns);
  return { openImports: () => ({ ask: clientOf(ask) }) };
});

beforeEach(() => {
  for (const side of SIDES) clearSide(side);
  compareStore.setState({ sameInputs: false });
  // Examples as the page's host would give them.
  vi.stubGlobal('fetch', async (url: string) => {
    const bytes = await readFile(`public/examples/compare/${url.split('/').at(-1)}`);
    return { ok: true, blob: async () => fileOf(bytes, 'example') };
  });
});

/** jsdom's own files do not give their bytes. */
function fileOf(bytes: Uint8Array, name: string): File {
  const file = new File([new Uint8Array(bytes)], name);
  return Object.assign(file, { arrayBuffer: async () => new Uint8Array(bytes).buffer });
}

/** A host that takes its time. */
function withoutExamples(): void {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
}

const choose = (side: 'A' | 'B', bytes: Uint8Array, name: string) =>
  fireEvent.change(screen.getByLabelText(`File of run ${side}`), {
    target: { files: [fileOf(bytes, name)] },
  });
const text = (value: string) => new TextEncoder().encode(value);
const completion = (tokens: string[], logprob: number) =>
  text(
    JSON.stringify({
      choices: [
        {
          text: tokens.join(''),
          logprobs: { tokens, token_logprobs: tokens.map(() => logprob), top_logprobs: null },
        },
      ],
    }),
  );

it('opens with an example that is real: four of eight stories fork, and the earliest is in view', async () => {
  render(<ComparePage path={[]} />);
  expect(await screen.findByText(/4 of 8 sequences fork, the earliest at token 35 of needle/)).toBeDefined();
  const open = await screen.findByLabelText('Sequence needle');
  expect(document.querySelectorAll('[data-part="sequences"] tbody tr')).toHaveLength(8);
  expect(within(open).getByText(/a greedy flip was possible there/)).toBeDefined();
  expect(within(open).getByLabelText('Alternatives of both sides')).toBeDefined();
  fireEvent.click(screen.getByText('king', { selector: 'bdi' }));
  expect(await screen.findByLabelText('Sequence king')).toBeDefined();
});

it('puts a visitor’s files in the place of the example, and says what they cannot tell', async () => {
  render(<ComparePage path={[]} />);
  await screen.findByText(/4 of 8 sequences/);
  choose('A', completion(['a', 'b'], -0.5), 'mine.json');
  expect(screen.queryByText(/4 of 8 sequences/)).toBeNull();
  choose('B', completion(['a', 'c'], -0.25), 'theirs.json');
  expect(await screen.findByText(/The sequence forks at token 1: A 'b' \/ B 'c'/)).toBeDefined();
  expect(
    screen.getByText(/Each side lists no alternatives: without a second one there is no margin/),
  ).toBeDefined();
});

it('refuses a file in its own place, naming the field', async () => {
  withoutExamples();
  render(<ComparePage path={[]} />);
  choose(
    'A',
    text('{"choices":[{"text":"a","logprobs":{"tokens":["a"],"token_logprobs":["x"]}}]}'),
    'bad.json',
  );
  const place = screen.getByLabelText('Run A');
  const words = 'bad.json: choices[0].logprobs.token_logprobs[0]: expected a log probability, found "x"';
  expect(await within(place).findByText(words)).toBeDefined();
});

it('compares all rows of logits once the visitor says that they were fed the same', async () => {
  withoutExamples();
  render(<ComparePage path={[]} />);
  const rows = (best: number[]) =>
    npyFile(
      '<f4',
      [3, 4],
      Float32Array.from(best.flatMap((at) => [0, 1, 2, 3].map((id) => (id === at ? 1 : 0)))),
    );
  choose('A', rows([0, 1, 2]).bytes, 'a.npy');
  choose('B', rows([0, 2, 2]).bytes, 'b.npy');
  const open = await screen.findByLabelText('Sequence #0');
  expect(open.textContent).toContain('2 of 8 logits differ');
  fireEvent.click(screen.getByLabelText(/fed the same tokens/));
  expect(await screen.findByText(/is your word for it/)).toBeDefined();
  expect((await screen.findByLabelText('Sequence #0')).textContent).toContain('2 of 12 logits differ');
});
