import controls from '../kit/styles/controls.module.css';
import { Toolbar } from '../kit/toolbar.tsx';
import { useHidden } from '../state/lab-store.ts';
import { PAGE_TITLES, usePage } from '../state/page-address.ts';
import { nextTheme, THEMES, useSettings } from '../state/settings.ts';
import { openDialog, openShare } from '../state/shell-store.ts';
import styles from './header.module.css';
import { KeyCaps } from './key-caps.tsx';

export function Header() {
  const shareHidden = useHidden('share');
  return (
    <header className={styles.header} data-part="header">
      <img src="./icon.svg" alt="" width="36" height="36" />
      <div className={styles.headerWords}>
        <h1>Batchmates</h1>
        <p>On your own GPU: how a batch changes a model’s answer, down to the bit.</p>
      </div>
      <PageLinks />
      <Toolbar label="Tools" className={styles.headerLinks}>
        {!shareHidden && (
          <button type="button" onClick={openShare}>
            Share
          </button>
        )}
        <button
          type="button"
          className={`${controls.quiet} ${styles.quiet}`}
          onClick={() => openDialog('palette')}
        >
          Commands <KeyCaps keys="Mod+k" />
        </button>
        <button
          type="button"
          className={`${controls.quiet} ${styles.quiet} ${styles.forKeys}`}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          onClick={() => openDialog('shortcuts')}
        >
          <kbd>?</kbd>
        </button>
        <button
          type="button"
          className={`${controls.quiet} ${styles.quiet}`}
          onClick={() => openDialog('settings')}
        >
          Settings
        </button>
        <ThemeButton />
      </Toolbar>
    </header>
  );
}

/** The lab and the pages beside it. */
function PageLinks() {
  const { name } = usePage();
  const links = [['', 'Lab'], ...Object.entries(PAGE_TITLES)] as const;
  return (
    <nav className={styles.pageLinks} aria-label="Pages">
      {links.map(([id, title]) => (
        <a key={id} href={`#${id}`} aria-current={id === (name ?? '') ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

function ThemeButton() {
  const theme = useSettings((settings) => settings.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  return (
    <button
      type="button"
      className={`${controls.quiet} ${styles.quiet}`}
      onClick={nextTheme}
      title={`Switch to the ${next} theme`}
    >
      Theme: {theme}
    </button>
  );
}
