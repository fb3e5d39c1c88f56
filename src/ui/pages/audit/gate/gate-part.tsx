import { useMemo, useState } from 'react';
import { asVariant } from '../../../../audit/gate/as-variant.ts';
import { visible } from '../../../../experiment/visible.ts';
import { SelectField } from '../../../kit/choices.tsx';
import tables from '../../../kit/styles/tables.module.css';
import type { PageProps } from '../../../state/page-address.ts';
import { candidatesOf } from './candidates.ts';
import styles from './gate.module.css';
import { PolicyPanel } from './policy-panel.tsx';
import { type GateFiles, useGateFiles, useJudged, usePolicy } from './use-gate.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** `#audit/gate/<candidate>`: would a variant, or a visitor's own run, pass the gate that another one set? */
export function GatePart({ path: [segment = ''] }: PageProps) {
  const files = useGateFiles();
  const edited = usePolicy();
  const [chosen, setAgainst] = useState<string | null>(null);
  const audit = files.baseline?.audit ?? null;
  const ids = audit?.variants.map(({ id }) => id) ?? [];
  const against = chosen !== null && ids.includes(chosen) ? chosen : (ids[0] ?? '');
  const candidates = useMemo(() => (audit ? candidatesOf(audit, against) : []), [audit, against]);
  const usual = candidates.find((each) => each.segment === 'q4') ?? candidates[0];
  const candidate = candidates.find((each) => each.segment === segment) ?? usual;
  const baseline = useMemo(
    () => audit && (files.now ? audit : asVariant(audit, against, against)),
    [audit, files.now, against],
  );
  const { report, problem } = useJudged(
    baseline,
    files.now?.audit ?? candidate?.audit ?? null,
    edited.policy,
    files.now || !candidate || candidate.segment === against
      ? null
      : `${candidate.words}, held against ${against}`,
  );
  return (
    <>
      <section className={tables.panel} aria-labelledby="gate-title">
        <div className={tables.panelHead}>
          <h2 id="gate-title">
            {files.now
              ? 'Would this run pass the gate that the baseline set?'
              : `Would ${candidate?.words ?? 'it'} pass the gate that ${visible(against)} set?`}
          </h2>
        </div>
        <p className={tables.note}>
          A gate over speed alone lets through what is as fast and worse; one over accuracy alone, what is
          better and four times as slow. This one asks five things, times and answers with intervals, bytes
          and bits exactly. It is <code>lab gate</code> on the command line, for a pull request.
        </p>
        {candidate && !files.now && (
          <div className={styles.fields}>
            <SelectField
              label="Baseline"
              value={against}
              options={ids}
              onChange={setAgainst}
              words={visible}
            />
            <SelectField
              label="Who asks to pass"
              value={candidate.segment}
              options={candidates.map((each) => each.segment)}
              words={(value) => visible(candidates.find((each) => each.segment === value)?.words ?? value)}
              onChange={(value) => location.replace(`#audit/gate/${encodeURIComponent(value)}`)}
            />
          </div>
        )}
        {candidate?.made && !files.now && (
          <p className={tables.note} data-part="made">
            Nobody measured this one: it is {visible(against)} with times four times as long and a tenth more
            tasks passed, to show what a gate does with it.
          </p>
        )}
        <Files files={files} />
        {[files.problem, problem].map(
          (each) =>
            each && (
              <p key={each} className={styles.problem} role="alert">
                {visible(each)}
              </p>
            ),
        )}
      </section>
      {report && <VerdictPanel report={report} />}
      <PolicyPanel edited={edited} />
    </>
  );
}

function Files({ files }: { readonly files: GateFiles }) {
  const { baseline, now, over, take, clear } = files;
  return (
    <div className={styles.files} data-over={over || undefined}>
      {(['baseline', 'now'] as const).map((side) => (
        <label key={side}>
          <span>{side === 'baseline' ? 'A baseline of your own' : 'A run to judge'}</span>
          <input
            type="file"
            accept=".json,application/json"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) take(side, file);
              target.value = '';
            }}
          />
        </label>
      ))}
      <p className={tables.note}>
        Or drop two files of <code>lab audit model --json</code>, the baseline first. They stay in this page.{' '}
        {baseline && `Baseline: ${visible(baseline.name)}. `}
        {now && `Judged: ${visible(now.name)}. `}
        {now && (
          <button type="button" onClick={clear}>
            Back to the shipped audit
          </button>
        )}
      </p>
    </div>
  );
}
