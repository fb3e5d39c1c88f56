import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { Contents, Place, useMovable } from './movable.tsx';

function Written() {
  const [text, setText] = useState('');
  return <input aria-label="written" value={text} onChange={({ target }) => setText(target.value)} />;
}

function Page({ wide }: { readonly wide: boolean }) {
  const part = useMovable();
  return (
    <>
      {wide ? (
        <main>
          <Place of={part} />
        </main>
      ) : (
        <section aria-label="narrow">
          <Place of={part} />
        </section>
      )}
      <Contents of={part}>
        <Written />
      </Contents>
    </>
  );
}

test('a part moves from layout to layout with what is written in it, and keeps the focus', () => {
  const { rerender } = render(<Page wide />);
  const input = screen.getByLabelText('written');
  fireEvent.change(input, { target: { value: 'a draft' } });
  input.focus();
  for (const wide of [false, true]) {
    rerender(<Page wide={wide} />);
    expect(screen.getByLabelText<HTMLInputElement>('written').value).toBe('a draft');
    expect(document.activeElement).toBe(input);
    expect(input.closest(wide ? 'main' : 'section')).not.toBeNull();
  }
  screen.getByLabelText('written').blur();
  rerender(<Page wide={false} />);
  expect(document.activeElement).toBe(document.body);
});
