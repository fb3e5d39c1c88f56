import { useHidden } from '../store/lab-store.ts';
import { nextTheme, THEMES, useSettings } from '../store/settings.ts';
import { KeyCaps } from './key-caps.tsx';
import { openDialog } from './shell-store.ts';

// There once the repository has one; shipped beside the page, because the page knows no other address of its source.
const [readme] = Object.values(
  import.meta.glob<string>('/README.md', { eager: true, query: '?url', import: 'default' }),
);

export function Header() {
  const shareHidden = useHidden('share');
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
      <nav className="header-links" aria-label="Page">
        {!shareHidden && (
          <button type="button" onClick={() => openDialog('share')}>
            Share
          </button>
        )}
        <button type="button" className="quiet" onClick={() => openDialog('palette')}>
          Commands <KeyCaps keys="Mod+k" />
        </button>
        <button
          type="button"
          className="quiet for-keys"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          onClick={() => openDialog('shortcuts')}
        >
          <kbd>?</kbd>
        </button>
        <button type="button" className="quiet" onClick={() => openDialog('settings')}>
          Settings
        </button>
        <ThemeButton />
        {readme && <a href={readme}>README</a>}
      </nav>
    </header>
  );
}

function ThemeButton() {
  const theme = useSettings((settings) => settings.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  return (
    <button type="button" className="quiet" onClick={nextTheme} title={`Switch to the ${next} theme`}>
      Theme: {theme}
    </button>
  );
}
