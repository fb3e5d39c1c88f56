import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import {
  type RotCost,
  rotCosts,
  rotUnable,
  rotUpgrades,
  rotWorths,
} from '../../../../audit/rot/judge-rot.ts';
import type { RotEngine, RotReport } from '../../../../audit/rot/rot-report.ts';
import { caseName } from '../../../../bench/bench-case.ts';
import {
  costWord,
  distanceWords,
  ROT_ENGINE_WORDS,
  rotAnswer,
  unableWords,
  upgradeWords,
} from '../../../../report/audit-rot.ts';
import { ratioText } from '../../../../report/bench.ts';
import { adapterName } from '../../../../results/adapter-name.ts';
import { bytesWords } from '../../../../results/amounts.ts';
import { saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import type { PageProps } from '../../../state/page-address.ts';
import { fetchAudit } from '../fetch-audit.ts';
import styles from './rot.module.css';

const RotChart = lazy(async () => ({ default: (await import('../../../../charts/rot-chart.tsx')).RotChart }));

const WIDEST = 900;

/** `#audit/rot`: what staying on an older release of onnxruntime-web cost, and what upgrades changed in bits. */
export function RotPart(_props: PageProps) {
  const { report, problem } = useReport();
  // Thousands of draws for each: only where there is another report.
  const costs = useMemo(() => (report ? rotCosts(report) : []), [report]);
  return (
    <>
      <section className={tables.panel} aria-labelledby="rot-title">
        <div className={tables.panelHead}>
          <h2 id="rot-title">What does a dependency cost, kept or upgraded?</h2>
          {report && (
            <button type="button" onClick={() => saveJson('rot.json', report)}>
              Download JSON
            </button>
          )}
        </div>
        <p className={tables.note}>
          The same graph with the same weights in releases of onnxruntime-web, each in a worker of its own, in
          one page on one adapter, in turn. Left behind, a dependency costs time; upgraded, it may change
          bits, and with them the answer, without a word in its notes. <code>npm run bench:rot</code> measures
          it again.
        </p>
        {problem !== null && (
          <p className={styles.problem} role="alert">
            The figures cannot be read: {problem}
          </p>
        )}
        {report && (
          <>
            <ul className={styles.answer} data-part="rot-answer">
              {rotAnswer(report, costs).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <p className={tables.note}>
              Measured earlier on {adapterName(report.adapter)} in {report.host}: {report.prompts.length}{' '}
              prompts of {Math.min(...report.prompts.map(({ length }) => length))} to{' '}
              {Math.max(...report.prompts.map(({ length }) => length))} tokens, {report.newTokens} tokens
              each. A software adapter is a processor that plays a GPU: its ratios are not a GPU’s.
            </p>
          </>
        )}
      </section>
      {report &&
        [...new Set(report.runs.map(({ engine }) => engine))].map((engine) => (
          <EnginePanel
            key={engine}
            report={report}
            costs={costs.filter((cost) => cost.engine === engine)}
            engine={engine}
          />
        ))}
    </>
  );
}

interface EngineProps {
  readonly report: RotReport;
  readonly engine: RotEngine;
}

/** One engine: who cannot run it, what each release took, what each upgrade changed, and who is right. */
function EnginePanel({ report, costs, engine }: EngineProps & { readonly costs: readonly RotCost[] }) {
  const box = useRef<HTMLElement>(null);
  const width = Math.min(useWidth(box), WIDEST);
  const rows = costs.map((cost) => ({
    id: `${cost.release}, ${caseName(cost.case)}`,
    ratio: cost.ratio,
    words: `${ratioText(cost.ratio)}, ${costWord(cost)}`,
  }));
  const upgrades = rotUpgrades(report).filter((each) => each.engine === engine);
  const unable = rotUnable(report).filter((run) => run.engine === engine);
  const title = ROT_ENGINE_WORDS[engine];
  return (
    <section className={tables.panel} aria-label={title} ref={box}>
      <h3>{title}</h3>
      {rows.length > 0 && width > 0 && (
        <div data-chart={title}>
          <Suspense>
            <RotChart title={`${title}: what staying behind cost`} rows={rows} width={width} />
          </Suspense>
        </div>
      )}
      <ul className={styles.lines}>
        {upgrades.map((upgrade) => (
          <li key={upgrade.to}>{upgradeWords(upgrade, report.prompts.length)}</li>
        ))}
        {unable.map((run) => (
          <li key={run.release}>{unableWords(run)}</li>
        ))}
      </ul>
      <WorthTable report={report} engine={engine} title={title} />
    </section>
  );
}

function WorthTable({ report, engine, title }: EngineProps & { readonly title: string }) {
  const worths = rotWorths(report).filter((each) => each.engine === engine);
  if (worths.length === 0) return null;
  const runOf = (release: string) =>
    report.runs.find((run) => run.release === release && run.engine === engine);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label={`${title}, releases`}>
      <table>
        <thead>
          <tr>
            {[
              'Release',
              'Download',
              'Answers as the reference’s',
              'Logits at most so far from its',
              'Same bits in a batch',
            ].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {worths.map(({ release, asReference, prompts, distance, invariant }) => (
            <tr key={release}>
              <th scope="row">{release}</th>
              <td>{bytesWords(runOf(release)?.download ?? 0)}</td>
              <td>
                {asReference} of {prompts}
              </td>
              <td>{distanceWords(distance)}</td>
              <td>
                {invariant} of {prompts}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function useReport(): { readonly report: RotReport | null; readonly problem: string | null } {
  const [state, setState] = useState<ReturnType<typeof useReport>>({ report: null, problem: null });
  useEffect(() => {
    const leaving = new AbortController();
    fetchReport(leaving.signal).then(
      (report) => setState({ report, problem: null }),
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        setState({ report: null, problem: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => leaving.abort();
  }, []);
  return state;
}

async function fetchReport(signal: AbortSignal): Promise<RotReport> {
  return (await (await fetchAudit('rot', signal)).json()) as RotReport;
}
