import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { STUDIES_CHANGED } from '../../state/kept-studies.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { KeptStudiesForm } from './kept-studies-form.tsx';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const A = { hash: 'a'.repeat(64), title: 'Of company', done: 3, planned: 4 };
const B = { hash: 'b'.repeat(64), title: 'Of noise', done: 1, planned: 9 };

beforeEach(forgetQuestions);

/** Until what follows from it is on the page. */
function drawn(work: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => act(work).then(() => resolve()));
}

/** Answers the oldest question that has no answer. */
async function answer(value: unknown): Promise<void> {
  const [question] = questions.splice(0, 1);
  await drawn(() => question.answer(value));
}
const section = () => screen.queryByRole('region', { name: 'Kept studies' });

it('says how many studies are kept and their bytes, and deletes one once it was asked twice', async () => {
  render(<KeptStudiesForm />);
  await answer([A, B]);
  expect(questions[0].args).toEqual([[A.hash, B.hash]]);
  await answer([2_000_000, 500_000]);
  expect(section()!.textContent).toContain('2 studies with results, 2.5 MB');
  expect(section()!.textContent).toContain('Of company · 3 of 4 jobs');
  fireEvent.click(screen.getByRole('button', { name: 'Delete the results of Of company' }));
  expect(questions).toEqual([]);
  const changed = vi.fn();
  window.addEventListener(STUDIES_CHANGED, changed);
  fireEvent.click(screen.getByRole('button', { name: 'Delete 3 results for good' }));
  expect(questions[0].args).toEqual([A.hash]);
  await answer(undefined);
  window.removeEventListener(STUDIES_CHANGED, changed);
  expect(changed).toHaveBeenCalledOnce();
  await answer([B]);
  await answer([500_000]);
  expect(section()!.textContent).toContain('1 study with results, 500 kB');
});

it('says why one stays, and nothing where none is kept', async () => {
  const { unmount } = render(<KeptStudiesForm />);
  await answer([A]);
  await answer([10]);
  fireEvent.click(screen.getByRole('button', { name: /^Delete/ }));
  fireEvent.click(screen.getByRole('button', { name: /for good$/ }));
  const [question] = questions.splice(0, 1);
  await drawn(() => question.fail('file', 'study: another tab is at this study'));
  expect(screen.getByRole('alert').textContent).toBe('study: another tab is at this study');
  unmount();
  forgetQuestions();
  render(<KeptStudiesForm />);
  await answer([]);
  expect(section()).toBeNull();
});
