import { visible } from '../experiment/visible.ts';
import { ForkTrees } from './areas/compare/fork-trees.tsx';
import { Pairs } from './areas/compare/pairs-section.tsx';
import { Composer } from './areas/compose/composer.tsx';
import { Setup } from './areas/compose/setup.tsx';
import { AskWhy } from './areas/investigate/ask-why.tsx';
import { ArmsTable } from './areas/run/arms-table.tsx';
import { LostHere } from './areas/run/guarantees.tsx';
import { StepTimeline } from './areas/run/step-timeline.tsx';
import { EmbedHeader } from './areas/share/embed-header.tsx';
import { ReceiptPanel } from './areas/share/receipt-panel.tsx';
import { dateWords } from './kit/format.ts';
import { KeptNote } from './areas/keep/kept-note.tsx';
import layout from './kit/styles/layout.module.css';
import tables from './kit/styles/tables.module.css';
import { useTitle } from './kit/use-title.ts';
import { Page } from './pages.tsx';
import { Announcer } from './shell/announcer.tsx';
import { CertificatePanel } from './shell/certificate-panel.tsx';
import { Dialogs } from './shell/dialogs.tsx';
import { ExampleNote } from './shell/example-note.tsx';
import { Failure } from './shell/failure.tsx';
import { Header } from './shell/header.tsx';
import { KeepingNote } from './shell/keeping-note.tsx';
import { Refusal } from './shell/refusal.tsx';
import { RunFacts } from './shell/run-facts.tsx';
import { UpdateNote } from './shell/update-note.tsx';
import { isOwn } from './state/lab-state.ts';
import { useLab } from './state/lab-store.ts';
import { usePage } from './state/page-address.ts';

export function App() {
  const embed = useLab((state) => state.embed);
  const { name, path } = usePage();
  const Content = embed ? ByItself : Page;
  return (
    <>
      {embed ? <EmbedHeader /> : <Header />}
      {!embed && <KeepingNote />}
      {name ? <Content name={name} path={path} /> : <Lab embed={embed} />}
      <Announcer />
      {!embed && <Dialogs />}
      <UpdateNote />
    </>
  );
}

/** In the place of a page beside the lab, where the lab is embedded. */
function ByItself() {
  return (
    <main className={`${layout.layout} ${layout.embed}`}>
      <p className={tables.note}>
        Inside another page Batchmates shows an experiment’s results alone.{' '}
        <a href={location.href} target="_blank" rel="noopener">
          Open this page by itself
        </a>
      </p>
    </main>
  );
}

/** The lab itself; embedded in another page, its results alone. */
function Lab({ embed }: { readonly embed: boolean }) {
  useLabTitle();
  return (
    <main className={embed ? `${layout.layout} ${layout.embed}` : layout.layout}>
      {!embed && (
        <div className={layout.side}>
          <Setup />
          <Composer />
        </div>
      )}
      <div className={layout.results}>
        {/* What a phone shows before the setup. */}
        <div className={layout.lead} data-part="lead">
          <Refusal />
          <Failure />
          <LostHere />
          <ReceiptPanel />
          <ExampleNote />
          <KeptNote />
          <ShownResults />
          <Pairs />
        </div>
        {!embed && (
          <>
            <AskWhy />
            <StepTimeline />
            <ForkTrees />
            <ArmsTable />
            <RunFacts />
            <CertificatePanel />
          </>
        )}
      </div>
    </main>
  );
}

function useLabTitle() {
  const title = useLab(({ chosen }) => chosen.experiment.title);
  const date = useLab(({ view }) => (view.source === 'kept' ? (view.kept?.date ?? null) : null));
  const run = date === null ? '' : `, run of ${dateWords(date)}`;
  useTitle(`${visible(title)}${run} - Batchmates Lab`);
}

/** Says where the results on screen come from, where that is not the experiment as it stands. */
function ShownResults() {
  const view = useLab((state) => state.view);
  const current = useLab(({ chosen }) => chosen.experiment);
  if (!isOwn(view) || view.experiment === current) return null;
  return (
    <p className={tables.note} role="status">
      The experiment has changed since this run: what follows is of the earlier one.
    </p>
  );
}
