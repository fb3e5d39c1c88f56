import { OwnConsent } from './areas/run/own-consent.tsx';
import { EmbedHeader } from './areas/share/embed-header.tsx';
import layout from './kit/styles/layout.module.css';
import tables from './kit/styles/tables.module.css';
import { Lab } from './lab/lab.tsx';
import { Page } from './pages.tsx';
import { Announcer } from './shell/announcer.tsx';
import { ShellDialogs } from './shell/dialogs.tsx';
import { Header } from './shell/header.tsx';
import { KeepingNote } from './shell/keeping-note.tsx';
import { SkipLinks } from './shell/skip-links.tsx';
import { UpdateNote } from './shell/update-note.tsx';
import { useLab } from './state/lab-store.ts';
import { usePage } from './state/page-address.ts';

export function App() {
  const embed = useLab((state) => state.embed);
  const { name, path } = usePage();
  const Content = embed ? ByItself : Page;
  return (
    <>
      {!embed && <SkipLinks />}
      {embed ? <EmbedHeader /> : <Header />}
      {!embed && <KeepingNote />}
      {name ? <Content name={name} path={path} /> : <Lab embed={embed} />}
      <Announcer />
      {!embed && <ShellDialogs />}
      <OwnConsent />
      <UpdateNote />
    </>
  );
}

/** In the place of a page beside the lab, where the lab is embedded. */
function ByItself() {
  return (
    <main className={layout.layout}>
      <p className={tables.note}>
        Inside another page Batchmates shows an experiment’s results alone.{' '}
        <a href={location.href} target="_blank" rel="noopener">
          Open this page by itself
        </a>
      </p>
    </main>
  );
}
