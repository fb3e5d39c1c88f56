import { beforeEach, expect, it } from 'vitest';
import { AUDIT_PARTS } from './pages/audit/parts.ts';
import { moreActions } from './state/more-actions.ts';
import './pages.tsx';

beforeEach(() => {
  location.hash = '';
});

it.each([
  ['who would notice?', '#audit'],
  ...AUDIT_PARTS.map(({ title, segment }) => [title, `#audit/${segment}`]),
])('the palette has “Go to the audit: %s”', async (title, address) => {
  const actions = await moreActions();
  actions.find((each) => each.title === `Go to the audit: ${title}`)!.run();
  expect(location.hash).toBe(address);
});
