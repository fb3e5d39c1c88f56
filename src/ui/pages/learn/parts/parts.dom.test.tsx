import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { FloatWidget } from './float-widget.tsx';
import { Predict } from './predict.tsx';

describe('a prediction', () => {
  const onAnswered = vi.fn();
  const ask = () => {
    onAnswered.mockClear();
    render(
      <Predict question="Which?" options={['one', 'two', 'three']} {...{ answer: 1, onAnswered }}>
        <p>Because.</p>
      </Predict>,
    );
  };
  const choose = (words: string) => fireEvent.click(screen.getByText(words));
  const verdict = () => document.querySelector('[data-part="predict-verdict"]')?.textContent;

  it('counts the first answer alone, and then says which is right', () => {
    ask();
    expect(verdict()).toBeUndefined();
    choose('three');
    expect(verdict()).toBe('Not this time. It is: two.');
    choose('two');
    expect(onAnswered.mock.calls).toEqual([[false]]);
    expect(screen.getByText('two').textContent).toBe('✓ two');
    expect(screen.getByText('three').getAttribute('aria-pressed')).toBe('true');
    expect(screen.queryByText('Show me')).toBeNull();
  });

  it('tells of a right one', () => {
    ask();
    choose('two');
    expect([verdict(), onAnswered.mock.calls]).toEqual(['You predicted it.', [[true]]]);
  });

  it('is no answer where the reader asked to be shown', () => {
    ask();
    choose('Show me');
    choose('two');
    expect([verdict(), onAnswered.mock.calls]).toEqual(['It is: two.', []]);
  });
});

describe('a float under the hand', () => {
  function Widget() {
    const [bits, setBits] = useState(0x3f80);
    return <FloatWidget dtype="bf16" bits={bits} onChange={setBits} />;
  }
  const bits = () => document.querySelector('code')?.textContent;
  const place = () => Number((document.activeElement as HTMLElement).dataset.place);
  const press = (...keys: string[]) =>
    keys.map((key) => {
      const left = fireEvent.keyDown(document.activeElement!, { key });
      return left ? 'left to others' : place();
    });
  const open = () => {
    render(<Widget />);
    act(() => document.querySelector<HTMLElement>('[data-place="15"]')!.focus());
  };

  it('is walked from its sign to its last bit, and no further', () => {
    open();
    expect(press('ArrowLeft', 'ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home', 'x')).toEqual([
      15,
      14,
      0,
      0,
      1,
      15,
      'left to others',
    ]);
    press('ArrowRight');
    const reachable = [...document.querySelectorAll<HTMLElement>('[data-place][tabindex="0"]')];
    expect(reachable.map((bit) => bit.dataset.place)).toEqual(['14']);
  });

  it('takes 0 and 1 for what they are, and a press for the other of them', () => {
    open();
    press('1');
    expect(bits()).toBe('0xbf80');
    press('1');
    expect(bits()).toBe('0xbf80');
    press('0');
    expect(bits()).toBe('0x3f80');
    fireEvent.click(document.querySelector('[data-place="0"]')!);
    expect(bits()).toBe('0x3f81');
    fireEvent.click(screen.getByText('−1 ulp'));
    fireEvent.click(screen.getByText('−1 ulp'));
    expect(bits()).toBe('0x3f7f');
  });
});
