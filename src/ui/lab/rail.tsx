import { useEffect, useRef } from 'react';
import { Toolbar } from '../kit/toolbar.tsx';
import { goToSection, SECTION_IDS, SECTION_TITLES, type SectionId, useSections } from '../state/sections.ts';
import styles from './lab.module.css';
import { FILLED } from './sections.ts';

/** The ways to the sections of the results. No links: the address may hold an experiment. */
export function Rail() {
  const present = useSections((state) => state.present);
  return (
    <nav className={styles.rail} data-part="rail" aria-label="Sections of the results">
      <Toolbar label="Sections of the results" className={styles.railEntries}>
        {SECTION_IDS.filter((id) => present.has(id)).map((id) => (
          <Entry key={id} id={id} />
        ))}
      </Toolbar>
    </nav>
  );
}

function Entry({ id }: { readonly id: SectionId }) {
  const current = useSections((state) => state.current === id);
  const filled = FILLED[id]();
  const entry = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current && entry.current) showWithin(entry.current);
  }, [current]);
  return (
    <button
      type="button"
      ref={entry}
      className={styles.railEntry}
      data-filled={filled || undefined}
      aria-current={current || undefined}
      onClick={() => goToSection(id)}
    >
      {SECTION_TITLES[id]}
      {!filled && <span className="unseen">, nothing yet</span>}
    </button>
  );
}

/** A narrow page's rail scrolls sideways; the page itself stays where it is. */
function showWithin(entry: HTMLElement): void {
  const rail = entry.parentElement;
  if (!rail) return;
  const [left, right] = [entry.offsetLeft, entry.offsetLeft + entry.offsetWidth];
  if (left < rail.scrollLeft || right > rail.scrollLeft + rail.clientWidth)
    rail.scrollLeft = left - (rail.clientWidth - entry.offsetWidth) / 2;
}
