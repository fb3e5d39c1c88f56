import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './ui/app.tsx';
import { ErrorBoundary } from './ui/shell/error-boundary.tsx';
import { applyTheme, storedTheme } from './ui/shell/theme.ts';
import { askForGpu, labClient, openLink } from './ui/store/actions.ts';
import './ui/styles/base.css';
import './ui/styles/layout.css';
import './ui/styles/setup.css';
import './ui/styles/batch.css';
import './ui/styles/verdict.css';
import './ui/styles/streams.css';
import './ui/styles/tables.css';
import './ui/styles/dialog.css';

declare global {
  interface Window {
    /** For diagnostics, from the console: `await batchmates.loseDevice()` loses the GPU as a driver reset would. */
    batchmates: { readonly loseDevice: () => Promise<boolean> };
  }
}

applyTheme(storedTheme());
openLink(location.hash);
window.addEventListener('hashchange', () => openLink(location.hash));
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);

void askForGpu();
window.batchmates = { loseDevice: () => labClient.loseDevice() };
// A page kept for the back button would keep the GPU's memory too; its next run starts a new worker.
window.addEventListener('pagehide', () => labClient.dispose());
