import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleViews } from '../../state/example.ts';
import { EXAMPLE, EXAMPLE_LOOK, parseExample } from '../../state/example-file.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { BEGUN, type RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { FallSection } from './fall-section.tsx';
import { type Fallen, fallStore, parseFall } from './fall-store.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(`public/examples/${name}.json`, 'utf8'));
const example = parseExample(read(EXAMPLE));
const preset = bundledExperiments.find(({ id }) => id === EXAMPLE)!;
const view = exampleViews(example)(preset.experiment);
const shipped = read(EXAMPLE_LOOK);
const fallen: Fallen = parseFall(shipped, example.record);

const stage = () => document.querySelector<HTMLElement>('[data-part="fall-stage"]');
const level = () => stage()?.dataset.level;
const enter = () => fireEvent.click(stage()!.querySelector('button')!);
const come = (to: string) => waitFor(() => expect(level()).toBe(to));

async function show(shown: RunView = view): Promise<void> {
  labStore.setState({ ...labStore.getInitialState(), chosen: preset, view: shown }, true);
  render(<FallSection />);
  // Its own script comes first.
  if (shown.record) await waitFor(() => expect(stage()).not.toBeNull());
}

beforeEach(() => {
  forgetQuestions();
  fallStore.setState(fallStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => Response.json(shipped));
});

describe('the shipped example', () => {
  it('is fallen into from the batch to the token, a click a level', async () => {
    await show();
    expect(level()).toBe('batch');
    expect(stage()!.textContent).toContain('one row: of M = 1 in alone, of M = 8 in company');
    enter();
    await come('kernel');
    expect(stage()!.textContent).toContain('operations add in another order');
    enter();
    await come('sum');
    expect(stage()!.textContent).toContain('added in two orders give');
    fireEvent.click(screen.getByRole('button', { name: 'Token' }));
    await come('token');
    expect(stage()!.textContent).toContain('overtook');
    fireEvent.click(screen.getByRole('button', { name: 'Batch' }));
    await come('batch');
    expect(questions).toEqual([]);
  });

  it('is drawn from sums whose terms agree and whose roots are the values that differ', () => {
    const { look, element } = fallen;
    if (!('sides' in element)) throw new Error('the example falls into a sum');
    expect([look.place.position, element.termsDiffering]).toEqual([example.record.diffs[0].fork, 0]);
    const [a, b] = [element.sides.a, element.sides.b].map(({ tree }) => tree.root.value);
    expect([a, a !== b]).toEqual([element.a, true]);
  });

  it('is refused where the look is of another one', () => {
    expect(() => parseFall(shipped, { arms: [] })).toThrow('another example');
  });
});

describe('a run of this page', () => {
  const live = { ...view, source: 'live' as const };

  it('is looked into on the device, and an element of the first difference is taken apart', async () => {
    await show(live);
    enter();
    expect(questions[0].args[0]).toEqual({ probe: 'needle', a: 'alone', b: 'company', position: 33 });
    await questions[0].answer(fallen.look);
    await waitFor(() => expect(questions).toHaveLength(2));
    const { layer, name, element } = fallen.look.first!;
    expect(questions[1].args[0]).toEqual({ layer, name, element });
    await questions[1].answer(fallen.element);
    await come('kernel');
  });

  it('says why it could not, and stays at the batch', async () => {
    await show(live);
    enter();
    await questions[0].fail('gpu', 'The device was lost.');
    expect((await screen.findByRole('alert')).textContent).toBe('The device was lost.');
    expect(level()).toBe('batch');
  });

  it('can be ended while it is looked into', async () => {
    await show(live);
    enter();
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(ended).toContainEqual({ lane: 'microscope' });
  });

  it('is entered at its last token where nothing forks', async () => {
    await show(live);
    const [, pair] = screen.getAllByRole<HTMLOptionElement>('option');
    fireEvent.change(screen.getByLabelText('Pair'), { target: { value: pair.value } });
    expect(stage()!.textContent).toContain('The step that chose token 63');
  });

  it('waits for a run to be over, and is not there without a log of steps', async () => {
    await show({ ...live, record: null });
    expect(stage()).toBeNull();
    act(() => labStore.setState({ view: { ...live, steps: {} }, status: BEGUN }));
    expect(stage()).toBeNull();
  });
});
