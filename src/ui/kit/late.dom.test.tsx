import { fireEvent, render, screen } from '@testing-library/react';
import { type ComponentType, useState } from 'react';
import { expect, test } from 'vitest';
import { bringLateParts, late } from './late.tsx';

function Field({ label }: { readonly label: string }) {
  const [text, setText] = useState('');
  return <input aria-label={label} value={text} onChange={(event) => setText(event.target.value)} />;
}

test('what is shown before it is loaded comes when it is, and keeps what is typed; what is shown later is there at once', async () => {
  let come: (part: ComponentType<{ label: string }>) => void = () => undefined;
  const coming = new Promise<ComponentType<{ label: string }>>((resolve) => {
    come = resolve;
  });
  const Part = late(() => coming);
  const { rerender } = render(<Part label="early" />);
  expect(screen.queryByRole('textbox')).toBeNull();
  come(Field);
  fireEvent.change(await screen.findByLabelText('early'), { target: { value: 'typed' } });
  rerender(<Part label="still" />);
  expect(screen.getByLabelText<HTMLInputElement>('still').value).toBe('typed');
  render(<Part label="late" />);
  expect(screen.getByLabelText('late')).toBeTruthy();
});

test('one that cannot be fetched says so in its place alone, and is asked for again where it is shown anew', async () => {
  let network = false;
  const Part = late(() => (network ? Promise.resolve(Field) : Promise.reject(new TypeError('no network'))));
  await bringLateParts();
  const { unmount } = render(
    <>
      <p>beside it</p>
      <Part label="part" />
    </>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('could not be fetched');
  expect(screen.getByText('beside it')).toBeTruthy();
  unmount();
  network = true;
  render(<Part label="part" />);
  expect(await screen.findByLabelText('part')).toBeTruthy();
});
