import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Toolbar } from '../../kit/toolbar.tsx';
import { CardList } from './card-list.tsx';

const press = (key: string, more = {}) => fireEvent.keyDown(document.activeElement!, { key, ...more });
const at = () => document.activeElement?.textContent;
const walk = (...keys: string[]) =>
  keys.map((key) => {
    press(key);
    return at();
  });
const stops = () => screen.getAllByRole('button').filter(({ tabIndex }) => tabIndex === 0);

it('cards are walked up, down and along their lines, and Tab reaches one of all their buttons', () => {
  function Cards() {
    const [ids, setIds] = useState(['a', 'b', 'c']);
    return (
      <CardList>
        {ids.map((id) => (
          <li key={id}>
            <button type="button" data-line="">
              grip {id}
            </button>
            <button
              type="button"
              data-line=""
              data-part="card-head"
              onKeyDown={({ key }) => key === 'Delete' && setIds(ids.filter((each) => each !== id))}
            >
              {id}
            </button>
            <input aria-label={`Field of ${id}`} />
          </li>
        ))}
      </CardList>
    );
  }
  render(<Cards />);
  expect(stops().map(({ textContent }) => textContent)).toEqual(['a']);
  stops()[0].focus();
  expect(walk('ArrowDown', 'ArrowLeft', 'ArrowDown', 'ArrowDown', 'Home', 'ArrowRight')).toEqual([
    'b',
    'grip b',
    'grip c',
    'grip c',
    'grip a',
    'a',
  ]);
  // A card is moved by these keys with Alt, and a field has its own.
  expect(press('ArrowDown', { altKey: true })).toBe(true);
  screen.getByLabelText('Field of b').focus();
  expect(press('ArrowDown')).toBe(true);
  expect(stops()).toHaveLength(1);
  // One that is taken away leaves a stop to the others.
  stops()[0].focus();
  press('Delete');
  expect(stops().map(({ textContent }) => textContent)).toEqual(['b']);
});

it('a toolbar is one stop: where it was left, else what is current, else its first', () => {
  render(
    <Toolbar label="Tools">
      <button type="button">one</button>
      <button type="button" aria-current>
        two
      </button>
      <button type="button" disabled>
        off
      </button>
      <a href="#three">three</a>
    </Toolbar>,
  );
  const tabbable = () => [...document.querySelectorAll<HTMLElement>('[tabindex="0"]')];
  expect(tabbable().map(({ textContent }) => textContent)).toEqual(['two']);
  tabbable()[0].focus();
  expect(walk('ArrowRight', 'ArrowRight', 'Home', 'ArrowLeft', 'End')).toEqual([
    'three',
    'three',
    'one',
    'one',
    'three',
  ]);
  expect(tabbable().map(({ textContent }) => textContent)).toEqual(['three']);
});
