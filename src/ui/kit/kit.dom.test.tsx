import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { CheckField, Segments, SelectField } from './choices.tsx';
import { Dialog } from './dialog.tsx';
import { Term } from './glossary/term.tsx';
import { TERMS } from './glossary/terms.ts';
import { ShowMore } from './show-more.tsx';
import { Slider } from './slider.tsx';
import { settled } from './testing/dom.ts';
import { useFold } from './use-fold.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const button = (name: string) => screen.getByText(name, { selector: 'button' });

describe('a dialog', () => {
  const dialogHere = () => document.querySelector('dialog')!;
  /** Two that take turns, as the palette and what it opens do. */
  function Page({ onClose }: { readonly onClose: () => void }) {
    const [open, setOpen] = useState(false);
    const close = () => {
      onClose();
      setOpen(false);
    };
    return (
      <>
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
        <Dialog open={open} onClose={close} title="Settings">
          <input aria-label="Inside" />
        </Dialog>
      </>
    );
  }

  it('is empty while closed, and gives the focus back once it is', async () => {
    const onClose = vi.fn();
    render(<Page onClose={onClose} />);
    expect(screen.queryByLabelText('Inside')).toBeNull();
    button('Open').focus();
    fireEvent.click(button('Open'));
    expect(dialogHere().contains(document.activeElement)).toBe(true);
    fireEvent.click(screen.getByLabelText('Close'));
    expect(document.activeElement).toBe(button('Open'));
    expect(screen.queryByLabelText('Inside')).toBeNull();
    await settled();
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('follows the browser where Escape closes it', async () => {
    const onClose = vi.fn();
    render(<Page onClose={onClose} />);
    fireEvent.click(button('Open'));
    const dialog = dialogHere();
    act(() => dialog.close());
    await settled();
    expect(onClose).toHaveBeenCalledTimes(1);
    expect(screen.queryByLabelText('Inside')).toBeNull();
  });

  it('stays where the late news of its last closing comes after it was opened again', async () => {
    const onClose = vi.fn();
    const dialog = (open: boolean) => (
      <Dialog {...{ open, onClose }} title="Settings">
        text
      </Dialog>
    );
    const { rerender } = render(dialog(true));
    rerender(dialog(false));
    rerender(dialog(true));
    await settled();
    expect(onClose).not.toHaveBeenCalled();
    expect(dialogHere().textContent).toContain('text');
  });

  it('closes at a press on the backdrop, not on what is inside, and keeps its keys to itself', () => {
    const onClose = vi.fn();
    const onKey = vi.fn();
    render(
      // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what gets out of the dialog.
      <div onKeyDown={onKey}>
        <Dialog open onClose={onClose} title="Settings">
          <input aria-label="Inside" />
        </Dialog>
      </div>,
    );
    fireEvent.click(screen.getByLabelText('Inside'));
    fireEvent.keyDown(screen.getByLabelText('Inside'), { key: 'ArrowLeft' });
    expect([onClose, onKey].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    fireEvent.click(dialogHere());
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});

describe('a folded list', () => {
  interface ListProps {
    readonly count: number;
    readonly needed?: number;
    readonly reach?: number;
  }

  function List({ count, needed, reach = 0 }: ListProps) {
    const fold = useFold(numbers(count), 10, needed);
    return (
      <>
        <ul>
          {fold.shown.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <button type="button" onClick={() => fold.reach(reach)}>
          Reach
        </button>
        <ShowMore fold={fold} what="pairs" />
      </>
    );
  }
  const shown = () => document.querySelectorAll('li').length;
  const more = () => screen.queryByText(/^Show /);

  it('grows by a hundred at a time, and at its end takes over the focus of the button', () => {
    render(<List count={130} />);
    expect([shown(), more()?.textContent]).toEqual([10, 'Show 100 more of 120 pairs']);
    more()!.focus();
    fireEvent.click(more()!);
    expect([shown(), more()?.textContent]).toEqual([110, 'Show all 130 pairs']);
    expect(document.activeElement).toBe(more());
    fireEvent.click(more()!);
    expect([shown(), more()]).toEqual([130, null]);
    expect(document.activeElement?.textContent).toBe('Shown: all 130 pairs.');
  });

  it('says nothing of its end where nobody asked for it, and folds again once it has grown', () => {
    const { rerender } = render(<List count={9} />);
    expect(screen.queryByText(/^Shown/)).toBeNull();
    rerender(<List count={12} />);
    fireEvent.click(more()!);
    expect(screen.getByText(/^Shown/).textContent).toContain('12');
    rerender(<List count={40} />);
    expect(more()?.textContent).toBe('Show all 40 pairs');
    rerender(<List count={9} />);
    expect(screen.queryByText(/^Shown/)).toBeNull();
  });

  it('shows what is needed, and what was reached once for good', () => {
    const { rerender } = render(<List count={60} needed={25} reach={31} />);
    expect(shown()).toBe(25);
    fireEvent.click(button('Reach'));
    expect(shown()).toBe(31);
    rerender(<List count={60} reach={5} />);
    fireEvent.click(button('Reach'));
    expect(shown()).toBe(31);
  });
});

describe('a term', () => {
  const word = () => button('ulp');
  const tip = async () => (await screen.findByText(TERMS.ulp.name, { selector: 'b' })).parentElement!;
  const page = (
    <>
      <Term id="ulp">ulp</Term>
      <button type="button">Elsewhere</button>
    </>
  );

  it('shows its meaning at a tap and at rest of the pointer, described by it', async () => {
    render(page);
    fireEvent.click(word());
    expect((await tip()).textContent).toContain('Glossary');
    expect(word().getAttribute('aria-describedby')).toBe((await tip()).id);
    await waitFor(() => expect(document.querySelector('[data-shown]')).not.toBeNull());
  });

  it('closes at Escape, which then means nothing else, and leaves the next Escape to others', async () => {
    render(page);
    const heard = vi.fn();
    window.addEventListener('keydown', heard);
    fireEvent.click(word());
    await tip();
    expect(fireEvent.keyDown(word(), { key: 'Escape' })).toBe(false);
    expect(screen.queryByText(TERMS.ulp.name, { selector: 'b' })).toBeNull();
    expect(heard).not.toHaveBeenCalled();
    fireEvent.keyDown(word(), { key: 'Escape' });
    expect(heard).toHaveBeenCalledTimes(1);
    window.removeEventListener('keydown', heard);
  });

  it('closes at a press elsewhere and where the focus leaves it, not within itself', async () => {
    render(page);
    word().focus();
    fireEvent.click(word());
    const shown = await tip();
    fireEvent.pointerDown(shown);
    act(() => screen.getByText('Glossary').focus());
    expect(word().getAttribute('aria-expanded')).toBe('true');
    act(() => button('Elsewhere').focus());
    expect(word().getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(word());
    fireEvent.pointerDown(button('Elsewhere'));
    expect(word().getAttribute('aria-expanded')).toBe('false');
  });

  it('waits for a mouse to rest on it, and for no finger', () => {
    vi.useFakeTimers();
    try {
      render(page);
      const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
      fireEvent.pointerEnter(word().parentElement!, { pointerType: 'touch' });
      pass(1000);
      expect(word().getAttribute('aria-expanded')).toBe('false');
      fireEvent.pointerEnter(word().parentElement!, { pointerType: 'mouse' });
      pass(100);
      fireEvent.pointerLeave(word().parentElement!, { pointerType: 'mouse' });
      pass(1000);
      expect(word().getAttribute('aria-expanded')).toBe('false');
      fireEvent.pointerEnter(word().parentElement!, { pointerType: 'mouse' });
      pass(1000);
      expect(word().getAttribute('aria-expanded')).toBe('true');
    } finally {
      vi.useRealTimers();
    }
  });
});

it('the fields of the kit tell what was chosen, and an emptied number is no number', () => {
  const heard = vi.fn();
  render(
    <>
      <SelectField label="Engine" value="cpu" options={['cpu', 'gpu']} onChange={heard} />
      <Segments
        legend="Role"
        value="x"
        options={[
          { value: 'x', words: 'Ex' },
          { value: 'y', words: 'Why' },
        ]}
        onChange={heard}
      />
      <CheckField label="Spaces" checked={false} onChange={heard} />
      <Slider label="Rows" value={300} min={2} max={999} slider={64} onChange={heard} />
    </>,
  );
  fireEvent.change(screen.getByLabelText('Engine'), { target: { value: 'gpu' } });
  fireEvent.click(screen.getByLabelText('Why'));
  fireEvent.click(screen.getByLabelText('Spaces'));
  fireEvent.change(screen.getByLabelText('Rows'), { target: { value: '' } });
  fireEvent.change(screen.getByLabelText('Rows, slider'), { target: { value: '12' } });
  expect(heard.mock.calls.flat()).toEqual(['gpu', 'y', true, Number.NaN, 12]);
  // Beyond the slider's end the number stands for itself.
  expect((screen.getByLabelText('Rows, slider') as HTMLInputElement).value).toBe('64');
});
