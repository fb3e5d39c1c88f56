import controls from '../../../kit/styles/controls.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { discardJson, showJson, useJson } from '../../../state/json-draft.ts';

/** In the form: that a text waits in the other view. */
export function WaitingDraft() {
  const waits = useJson(({ draft, shown }) => draft !== null && shown === 'form');
  if (!waits) return null;
  return (
    <p className={tables.note} data-part="json-waits">
      Your JSON text is not in the experiment yet.{' '}
      <button type="button" className={controls.link} onClick={() => showJson('json')}>
        Show it
      </button>{' '}
      <button type="button" className={controls.link} onClick={discardJson}>
        Discard it
      </button>
    </p>
  );
}
