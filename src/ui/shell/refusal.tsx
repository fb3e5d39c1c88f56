import { visibleLines } from '../kit/format.ts';
import setup from '../kit/styles/setup.module.css';
import tables from '../kit/styles/tables.module.css';
import { useLab } from '../state/lab-store.ts';

/** Why the latest link or file was refused; what was there before stays. */
export function Refusal() {
  const refused = useLab((state) => state.refused);
  if (!refused) return null;
  return (
    <section className={setup.refused} role="alert">
      <h2>Refused</h2>
      <p>{visibleLines(refused)}</p>
      <p className={tables.note}>Nothing of it was kept or run. What you see is what was here before.</p>
    </section>
  );
}
