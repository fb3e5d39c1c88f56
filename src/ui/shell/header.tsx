import { useState } from 'react';
import { storedTheme, storeTheme, THEMES } from './theme.ts';

// There once the repository has one; shipped beside the page, because the page knows no other address of its source.
const [readme] = Object.values(
  import.meta.glob<string>('/README.md', { eager: true, query: '?url', import: 'default' }),
);

export function Header() {
  return (
    <header className="header">
      <img src="./icon.svg" alt="" width="36" height="36" />
      <div className="header-words">
        <h1>Batchmates</h1>
        <p>
          A language model on your own GPU: how the other requests in a batch change its answer, down to the
          bit.
        </p>
      </div>
      <nav className="header-links">
        {readme && <a href={readme}>Source README</a>}
        <ThemeButton />
      </nav>
    </header>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const change = () => {
    storeTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" className="quiet" onClick={change} title={`Switch to the ${next} theme`}>
      Theme: {theme}
    </button>
  );
}
