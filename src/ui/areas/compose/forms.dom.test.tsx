import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { undo } from '../../state/composing.ts';
import { editorStore, endBurst } from '../../state/editor.ts';
import { draftStore } from '../../state/editor-drafts.ts';
import { labStore, useLab } from '../../state/lab-store.ts';
import { ArmForm } from './arm-form.tsx';
import { ArmMembers } from './arm-members.tsx';
import { DetailsForm } from './details-form.tsx';
import { PasteForm } from './paste-form.tsx';
import { RequestForm } from './request-form.tsx';

const REQUESTS = ['p', 'n1', 'n2'];
const EXPERIMENT = parseExperiment({
  version: 1,
  title: 'Forms',
  requests: REQUESTS.map((id) => ({ id, role: id === 'p' ? 'probe' : 'noise', promptIds: [1, 2] })),
  arms: [{ name: 'all', requests: REQUESTS, kernels: 'variant' }],
});

const experiment = () => labStore.getState().chosen.experiment;
const field = (label: string | RegExp) => screen.getByLabelText<HTMLInputElement>(label);
const type = (label: string | RegExp, value: string) => fireEvent.change(field(label), { target: { value } });
/** What is said under a field. */
const problem = (label: string | RegExp) =>
  document.getElementById(field(label).getAttribute('aria-describedby')!)?.textContent;

beforeEach(() => {
  const initial = labStore.getInitialState();
  labStore.setState({ ...initial, chosen: { ...initial.chosen, experiment: EXPERIMENT } }, true);
  labStore.temporal.getState().clear();
  draftStore.setState({}, true);
  endBurst();
});

describe('a field of the experiment', () => {
  function Details() {
    return <DetailsForm experiment={useLab(({ chosen }) => chosen.experiment)} />;
  }

  it('keeps what is refused, with the reason, until it is mended; the experiment stays as it was', () => {
    const { unmount } = render(<Details />);
    type(/Temperature/, '11');
    fireEvent.blur(field(/Temperature/));
    expect([field(/Temperature/).value, problem(/Temperature/)]).toEqual([
      '11',
      'expected at most 10, found 11',
    ]);
    expect(field(/Temperature/).getAttribute('aria-invalid')).toBe('true');
    expect(experiment()).toBe(EXPERIMENT);
    // A form that is closed in between forgets nothing.
    unmount();
    render(<Details />);
    expect(field(/Temperature/).value).toBe('11');
    type(/Temperature/, '');
    expect(problem(/Temperature/)).toBe('expected a number, found nothing');
    type(/Temperature/, '0.70');
    expect([field(/Temperature/).value, problem(/Temperature/)]).toEqual(['0.70', '']);
    fireEvent.blur(field(/Temperature/));
    expect(field(/Temperature/).value).toBe('0.7');
    expect(experiment().decoding.temperature).toBe(0.7);
  });

  it('shows what the experiment has where that changed meanwhile', () => {
    render(<Details />);
    type('Title', 'Other');
    fireEvent.blur(field('Title'));
    type('Title', '');
    expect([field('Title').value, problem('Title')]).toEqual(['', expect.stringMatching(/expected/)]);
    fireEvent.blur(field('Title'));
    act(undo);
    expect([field('Title').value, problem('Title')]).toEqual(['Forms', '']);
  });
});

describe('a name, which others refer to', () => {
  function Request() {
    const whole = useLab(({ chosen }) => chosen.experiment);
    return <RequestForm experiment={whole} request={whole.requests[1]} index={1} row="row" />;
  }

  it('is taken over once its field is left or Enter is pressed, with every place that has it', () => {
    render(<Request />);
    type('Name', 'mate');
    expect(experiment().requests[1].id).toBe('n1');
    fireEvent.keyDown(field('Name'), { key: 'x' });
    expect(experiment().requests[1].id).toBe('n1');
    fireEvent.keyDown(field('Name'), { key: 'Enter' });
    expect(experiment().requests[1].id).toBe('mate');
    expect(experiment().arms[0].requests).toEqual(['p', 'mate', 'n2']);
  });

  it('stays in its field where another has it', () => {
    render(<Request />);
    type('Name', 'p');
    expect(problem('Name')).toBe('');
    fireEvent.blur(field('Name'));
    expect(field('Name').value).toBe('p');
    expect(problem('Name')).not.toBe('');
    expect(experiment()).toBe(EXPERIMENT);
  });
});

describe('the widths of an arm', () => {
  function Arm() {
    const whole = useLab(({ chosen }) => chosen.experiment);
    return <ArmForm experiment={whole} arm={whole.arms[0]} index={0} row="row" />;
  }
  const choose = (label: string, value: string) =>
    fireEvent.change(screen.getByRole('combobox', { name: label }), { target: { value } });

  it('are one, or two by who chooses and for how many bits; on offer where weights are larger than the smaller one', () => {
    render(<Arm />);
    choose('Weights', 'q8');
    choose('Widths of weights', 'batch');
    choose('Bits a weight, mean', '6.5');
    expect(experiment().arms[0].dynamic).toEqual({ low: 'q4', targetBits: 6.5, per: 'batch' });
    choose('Weights', 'q4');
    expect(experiment().arms[0]).not.toHaveProperty('dynamic');
    expect(screen.queryByRole('combobox', { name: 'Widths of weights' })).toBeNull();
    choose('Weights', 'f32');
    choose('Widths of weights', 'static');
    choose('Smaller width', 'q8');
    expect(experiment().arms[0].dynamic).toEqual({ low: 'q8', targetBits: 12, per: 'static' });
    choose('Widths of weights', 'one');
    expect(experiment().arms[0]).not.toHaveProperty('dynamic');
  });
});

describe('the members of an arm', () => {
  function Members() {
    const whole = useLab(({ chosen }) => chosen.experiment);
    return <ArmMembers experiment={whole} arm={whole.arms[0]} row="row" change={() => undefined} />;
  }
  const order = () => experiment().arms[0].requests.join(' ');
  const member = (id: string) => document.querySelector<HTMLElement>(`[data-member="${id}"]`)!;
  const move = (id: string, key: string, altKey = true) => fireEvent.keyDown(member(id), { key, altKey });

  it('move by Alt and an arrow, keep the focus, and stay at an end', () => {
    render(<Members />);
    expect(move('p', 'ArrowDown')).toBe(false);
    expect(order()).toBe('n1 p n2');
    expect(document.activeElement).toBe(member('p'));
    move('p', 'ArrowDown');
    move('p', 'ArrowDown');
    expect(order()).toBe('n1 n2 p');
    expect(editorStore.getState().said).toBe('p moved to place 3 of 3 in all.');
    expect(move('p', 'ArrowUp', false)).toBe(true);
    expect(order()).toBe('n1 n2 p');
    fireEvent.click(screen.getByText('as in the list'));
    expect(order()).toBe('p n1 n2');
  });

  it('leave by their box, and stand after those that stayed', () => {
    const { container } = render(<Members />);
    fireEvent.click(member('n1'));
    expect(order()).toBe('p n2');
    const rows = [...container.querySelectorAll<HTMLElement>('[data-member]')].map(
      (box) => box.dataset.member,
    );
    expect(rows).toEqual(['p', 'n2', 'n1']);
  });
});

it('prompts are pasted by line or by block, and none at all are not added', () => {
  render(<PasteForm />);
  const add = () => screen.getByText(/^Add /) as HTMLButtonElement;
  expect([add().textContent, add().disabled]).toEqual(['Add 0 requests', true]);
  type('Prompts', 'one\ntwo\n\nthree');
  expect(add().textContent).toBe('Add 3 requests');
  fireEvent.click(screen.getByLabelText('Blank line between'));
  expect(add().textContent).toBe('Add 2 requests');
  fireEvent.click(add());
  expect(
    experiment()
      .requests.slice(3)
      .map(({ prompt }) => prompt),
  ).toEqual(['one\ntwo', 'three']);
});

describe('the kernel sets of an arm', () => {
  function Arm() {
    const of = useLab(({ chosen }) => chosen.experiment);
    return <ArmForm experiment={of} arm={of.arms[0]} index={0} row="row" />;
  }
  const choose = (label: string, set: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value: set } });
  const sets = () => Object.values(experiment().arms[0].kernels);

  it('are portable together, and leave it together: no mix of two arithmetics can be made', () => {
    render(<Arm />);
    expect(document.querySelector('[data-part="portable-note"]')).toBeNull();
    choose('RMSNorm', 'portable');
    expect(sets()).toEqual(['portable', 'portable', 'portable']);
    expect(document.querySelector('[data-part="portable-note"]')?.textContent).toContain(
      'chosen for one it is chosen for all',
    );
    choose('Attention', 'variant');
    expect(sets()).toEqual(['invariant', 'invariant', 'variant']);
  });

  it('say what tree answers for, and lead to where it can be seen', () => {
    render(<Arm />);
    expect(document.querySelector('[data-part="tree-note"]')).toBeNull();
    choose('All operations', 'tree');
    expect(document.querySelector('[data-part="tree-note"]')?.textContent).toContain('any number of workers');
    expect(screen.getByRole('link', { name: 'Share a sum' }).getAttribute('href')).toBe('#kernels/workers');
  });
});
