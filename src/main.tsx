import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isLink } from './experiment/link.ts';
import { App } from './ui/app.tsx';
import { ErrorBoundary } from './ui/shell/error-boundary.tsx';
import { registerOffline } from './ui/shell/offline.ts';
import { askForGpu, labClient, openLink } from './ui/store/actions.ts';
import { restoreComposed, startAutosave } from './ui/store/autosave.ts';
import { followExample } from './ui/store/example.ts';
import { EXAMPLE } from './ui/store/example-file.ts';
import { labStore } from './ui/store/lab-store.ts';
import { applySettings } from './ui/store/settings.ts';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/layout.css';
import './ui/styles/setup.css';
import './ui/styles/batch.css';
import './ui/styles/compose.css';
import './ui/styles/compose-fields.css';
import './ui/styles/compose-choices.css';
import './ui/styles/compose-arms.css';
import './ui/styles/gallery.css';
import './ui/styles/verdict.css';
import './ui/styles/streams.css';
import './ui/styles/compare-strip.css';
import './ui/styles/compare-position.css';
import './ui/styles/compare-bits.css';
import './ui/styles/compare-fork-tree.css';
import './ui/styles/charts.css';
import './ui/styles/investigate.css';
import './ui/styles/investigate-pictures.css';
import './ui/styles/run.css';
import './ui/styles/timeline.css';
import './ui/styles/tables.css';
import './ui/styles/dialog.css';
import './ui/styles/shell.css';
import './ui/styles/share.css';

declare global {
  interface Window {
    /** For diagnostics, from the console: `await batchmates.loseDevice()` loses the GPU as a driver reset would. */
    batchmates: { readonly loseDevice: () => Promise<boolean> };
  }
}

/** The first frame shows the example rather than a page that jumps when it comes; a slow network does not hold it up longer. */
const EXAMPLE_MS = 400;

applySettings();
openLink(location.hash);
restoreComposed(isLink(location.hash));
startAutosave();
window.addEventListener('hashchange', () => openLink(location.hash));
const example = followExample(new URL(`examples/${EXAMPLE}.json`, document.baseURI).href);
if (labStore.getState().chosen.id === EXAMPLE) await Promise.race([example, waitForExample()]);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);

void askForGpu();
registerOffline();
window.batchmates = { loseDevice: () => labClient.loseDevice() };
// A page kept for the back button would keep the GPU's memory too; its next run starts a new worker.
window.addEventListener('pagehide', () => labClient.dispose());

function waitForExample(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, EXAMPLE_MS);
  });
}
