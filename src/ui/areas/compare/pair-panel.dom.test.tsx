import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { traceKey } from '../../../results/record.ts';
import { labStore } from '../../state/lab-store.ts';
import { pairKey, pairsOf } from '../../state/pairs.ts';
import { placeStore } from '../../state/place.ts';
import { PairPages } from './pair-pages.tsx';
import { PairPanel } from './pair-panel.tsx';
import { MOST_PANELS, usePairsPage } from './shown-pairs.ts';

const ARMS = Array.from({ length: 2 * MOST_PANELS + 2 }, (_, at) => `arm${at}`);
const EXPERIMENT = parseExperiment({
  version: 1,
  title: 'Pairs',
  requests: [{ id: 'p', role: 'probe', prompt: 'Say' }],
  arms: ARMS.map((name) => ({ name, requests: ['p'], kernels: 'variant' })),
  compare: ARMS.slice(1).map((name) => [ARMS[0], name]),
});
const PAIRS = pairsOf(EXPERIMENT);
const [PAIR] = PAIRS;

describe('a pair', () => {
  const stream = (tokens: readonly number[]) => tokens.map((token) => ({ token, text: ` t${token}` }));
  const token = (side: 'a' | 'b', index: number) =>
    document.querySelector<HTMLElement>(`[data-side="${side}"] [data-index="${index}"]`)!;
  const where = () => {
    const at = document.activeElement as HTMLElement;
    return [at.closest<HTMLElement>('[data-side]')?.dataset.side, at.dataset.index].join('');
  };
  const press = (key: string, more = {}) => fireEvent.keyDown(document.activeElement!, { key, ...more });
  const walk = (...keys: string[]) =>
    keys.map((key) => {
      press(key);
      return where();
    });
  const pinned = () => placeStore.getState().pinned?.position ?? null;
  const lit = () => [...document.querySelectorAll<HTMLElement>('[data-lit]')].map((at) => at.dataset.index);

  beforeEach(() => {
    const initial = labStore.getInitialState();
    const streams = {
      [traceKey(PAIR.a.name, 'p')]: stream([5, 6, 7, 8]),
      [traceKey(PAIR.b.name, 'p')]: stream([5, 6, 9]),
    };
    labStore.setState({ ...initial, view: { ...initial.view, streams } }, true);
    placeStore.setState({ preview: null, pinned: null });
    render(<PairPanel pair={PAIR} />);
    act(() => token('a', 0).focus());
  });

  it('is walked by keys, along a stream, across to the other and to where they differ', () => {
    expect(walk('ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'n', 'p')).toEqual([
      'a1',
      'b1',
      'b0',
      'b0',
      'b2',
      'b2',
    ]);
    expect(walk('ArrowUp', 'End', 'ArrowDown', 'Home')).toEqual(['a2', 'a3', 'a3', 'a0']);
  });

  it('has one token of each stream that Tab reaches: where one was last', () => {
    walk('End');
    const reachable = [...document.querySelectorAll<HTMLElement>('[role="option"][tabindex="0"]')];
    expect(reachable.map((at) => at.dataset.index)).toEqual(['3', '0']);
  });

  it('lights up what has the focus or the pointer on both sides, and nothing once they left', () => {
    expect(lit()).toEqual(['0', '0']);
    fireEvent.mouseOver(token('b', 2));
    expect(lit()).toEqual(['2', '2']);
    fireEvent.mouseLeave(token('b', 2).closest('[class*=streams]')!);
    expect(lit()).toEqual([]);
    walk('End');
    expect(lit()).toEqual(['3']);
    act(() => (document.activeElement as HTMLElement).blur());
    expect(lit()).toEqual([]);
  });

  it('pins by Enter, Space or a click, and lets go by the same or by Escape', () => {
    walk('ArrowRight', 'Enter');
    expect(pinned()).toBe(1);
    expect(token('b', 1).getAttribute('aria-selected')).toBe('true');
    press(' ');
    expect(pinned()).toBeNull();
    fireEvent.click(token('b', 2));
    expect(pinned()).toBe(2);
    expect(press('Escape')).toBe(false);
    expect(pinned()).toBeNull();
    // With nothing pinned Escape is another's.
    expect(press('Escape')).toBe(true);
  });

  it('leaves keys with a modifier, and those that mean nothing here, to the browser', () => {
    expect(press('ArrowRight', { altKey: true })).toBe(true);
    expect(press('Enter', { ctrlKey: true })).toBe(true);
    expect(press('z')).toBe(true);
    expect([where(), pinned()]).toEqual(['a0', null]);
  });
});

it('many pairs are paged, and a page that is turned has the focus at its first pair', () => {
  function Pages() {
    const page = usePairsPage(PAIRS);
    return (
      <>
        {page.shown.map((pair) => (
          <article key={pairKey(pair)} id={pairKey(pair)} tabIndex={-1} />
        ))}
        <PairPages pairs={PAIRS} page={page} />
      </>
    );
  }
  render(<Pages />);
  const turn = (name: string) => fireEvent.click(screen.getByText(name));
  const at = () => PAIRS.findIndex((pair) => pairKey(pair) === document.activeElement?.id);
  const off = () => ['Earlier', 'Later'].filter((name) => screen.getByText<HTMLButtonElement>(name).disabled);
  expect([off(), screen.getByText(/^Pairs/).textContent]).toEqual([['Earlier'], 'Pairs 1 to 8 of 17']);
  turn('Later');
  expect([at(), off()]).toEqual([8, []]);
  turn('Later');
  expect([at(), off(), screen.getByText(/^Pairs/).textContent]).toEqual([
    16,
    ['Later'],
    'Pairs 17 to 17 of 17',
  ]);
  turn('Earlier');
  expect(at()).toBe(8);
});
