import { dismissUpdate, useUpdate } from './offline.ts';

/** Offers a newer version of the page, and never takes it by itself: a run may be under way. */
export function UpdateNote() {
  const update = useUpdate();
  return (
    <div className="update-note" role="status">
      {update && (
        <p>
          A newer version of this page is ready.{' '}
          <button type="button" className="link" onClick={update}>
            Load it
          </button>{' '}
          <button type="button" className="link" onClick={dismissUpdate}>
            Later
          </button>
        </p>
      )}
    </div>
  );
}
