import { beforeEach, expect, it } from 'vitest';
import { encodeLink } from '../../experiment/link.ts';
import { editExperiment, undo } from './composing.ts';
import { labStore } from './lab-store.ts';
import { openLink } from './opening.ts';
import { bringBack } from './restore.ts';

const first = labStore.getState();
const link = encodeLink({ experiment: { ...first.chosen.experiment, title: 'From a link' } });
const retitled = (title: string) => editExperiment({ ...labStore.getState().chosen.experiment, title });
const title = () => labStore.getState().chosen.experiment.title;
const left = () => labStore.getState().left?.experiment.title ?? null;

beforeEach(() => {
  labStore.setState(first, true);
  labStore.temporal.getState().clear();
});

it('keeps an edited experiment that a link took the place of, until it is brought back', () => {
  retitled('Half done');
  openLink(link);
  expect([title(), left()]).toEqual(['From a link', 'Half done']);
  const kept = labStore.getState().left;
  if (kept) bringBack(kept);
  expect([title(), left()]).toEqual(['Half done', null]);
});

it('keeps nothing that was not edited', () => {
  openLink(link);
  expect([title(), left()]).toEqual(['From a link', null]);
});

it('offers no longer what undo brought back and what was edited since', () => {
  retitled('Half done');
  openLink(link);
  undo();
  expect(title()).toBe('Half done');
  retitled('Nearly done');
  expect(left()).toBeNull();
});
