import { beforeEach, expect, it } from 'vitest';
import { encodeLink } from '../../experiment/link.ts';
import { addressedLink } from './addressed-link.ts';
import { labStore } from './lab-store.ts';
import { openLink, openLinkIn } from './opening.ts';

const first = labStore.getState();
const link = encodeLink({ experiment: { ...first.chosen.experiment, title: 'From a link' } });
const title = () => labStore.getState().chosen.experiment.title;
const BEFORE = title();

beforeEach(() => labStore.setState(first, true));

it.each([
  ['its fragment', `https://example.org/lab/${link}`, 'From a link'],
  ['its fragment with a full stop', `https://example.org/lab/${link}.`, 'From a link'],
  ['its path', `https://example.org/lab/${encodeURIComponent(link)}`, 'From a link'],
  ['its query', `https://example.org/lab/?to=${encodeURIComponent(link)}&utm_source=x`, 'From a link'],
  ['nothing', 'https://example.org/lab/', BEFORE],
  [
    'a page beside the lab, behind a link',
    `https://example.org/lab/?to=${encodeURIComponent(link)}#learn`,
    BEFORE,
  ],
])('an address opens what is in %s', (_, address, expected) => {
  openLink(addressedLink(new URL(address)));
  expect([title(), labStore.getState().refused]).toEqual([expected, null]);
});

it('a damaged link changes nothing and says why', () => {
  openLink(link.slice(0, 200));
  expect(title()).toBe(BEFORE);
  expect(labStore.getState().refused).toBe('This link cannot be opened: it is damaged or was cut off');
});

it('a text is opened by the link that stands in it', () => {
  expect(openLinkIn(`Look at this:\n> ${link.match(/.{1,70}/g)!.join('\n> ')}\n\nYours`)).toBeNull();
  expect(title()).toBe('From a link');
  expect(openLinkIn('nothing here')).toContain('no Batchmates link');
});
