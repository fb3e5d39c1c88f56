import './ui/sheet-order.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { registerOffline } from './offline/register.ts';
import { App } from './ui/app.tsx';
import { startKeeping } from './ui/areas/keep/keep-runs.ts';
import { keptRuns } from './ui/areas/keep/open-kept.ts';
import { bringLateParts } from './ui/kit/late.tsx';
import { ErrorBoundary } from './ui/shell/error-boundary.tsx';
import { startAutosave } from './ui/state/autosave.ts';
import { labClient, labWorker } from './ui/state/client.ts';
import { exampleUrl } from './ui/state/data-addresses.ts';
import { followExample } from './ui/state/example.ts';
import { EXAMPLE } from './ui/state/example-file.ts';
import { isFramed } from './ui/state/framed.ts';
import { labStore } from './ui/state/lab-store.ts';
import { watchPointer } from './ui/state/resting-pointer.ts';
import { askForGpu } from './ui/state/running.ts';
import { applySettings } from './ui/state/settings.ts';
import { startVisit } from './ui/state/visit.ts';

declare global {
  interface Window {
    /** For diagnostics, from the console: `await batchmates.loseDevice()` loses the GPU as a driver reset would. */
    batchmates: { readonly loseDevice: () => Promise<boolean> };
  }
}

/** The first frame shows the example rather than a page that jumps when it comes; a slow network does not hold it up longer. */
const EXAMPLE_MS = 400;

applySettings();
labStore.setState({ embed: isFramed() });
startVisit(keptRuns);
startKeeping();
startAutosave();
watchPointer(window);
const example = followExample(exampleUrl(EXAMPLE));
if (labStore.getState().chosen.id === EXAMPLE) await Promise.race([example, waitForExample()]);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);

afterPaint(bringLateParts);
registerOffline(askForGpu());
window.batchmates = {
  loseDevice: async () => {
    const lost = await labClient.device.lose();
    return lost.ok && lost.value;
  },
};
// A page kept for the back button would keep the GPU's memory too; its next run starts a new worker.
window.addEventListener('pagehide', () => {
  labWorker.end({ kind: 'cancelled', message: 'the page was left' });
});

function afterPaint(begin: () => Promise<void>): void {
  requestAnimationFrame(() => setTimeout(() => void begin()));
}

function waitForExample(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, EXAMPLE_MS);
  });
}
