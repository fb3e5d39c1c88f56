import { bringTo } from '../kit/bring.ts';
import { usePage } from '../state/page-address.ts';
import { COMPOSING, RESULTS } from '../state/regions.ts';
import styles from './header.module.css';

/** The first stops of a keyboard: past the header. Buttons, since the address may hold an experiment. */
export function SkipLinks() {
  const { name } = usePage();
  return (
    <div className={styles.skip}>
      {name === null ? (
        <>
          <Skip to={`#${RESULTS}`}>Skip to results</Skip>
          <Skip to={`#${COMPOSING}`}>Skip to composing</Skip>
        </>
      ) : (
        <Skip to="main">Skip to the page</Skip>
      )}
    </div>
  );
}

function Skip({ to, children }: { readonly to: string; readonly children: string }) {
  const go = () => {
    const place = document.querySelector<HTMLElement>(to);
    if (place) bringTo(place);
  };
  return (
    <button type="button" onClick={go}>
      {children}
    </button>
  );
}
