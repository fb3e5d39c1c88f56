import { useEffect, useState } from 'react';
import { UlpHistogram } from '../../../charts/ulp-histogram.tsx';
import type { PositionReport } from '../../../results/position-report.ts';
import { grouped } from '../../../results/text.ts';
import type { SequenceDetail } from '../../../worker/methods/imports.ts';
import { histogramWords } from '../../areas/compare/histogram-words.ts';
import position from '../../areas/compare/position.module.css';
import { TopTable } from '../../areas/compare/top-table.tsx';
import { BitsView } from '../../kit/bits-view.tsx';
import charts from '../../kit/styles/charts.module.css';
import tables from '../../kit/styles/tables.module.css';
import { AlternativesTable } from './alternatives-table.tsx';
import { positionOf } from './compare-store.ts';

interface AtPositionProps {
  readonly row: number;
  readonly detail: SequenceDetail;
  /** The fork, or what is pinned; null where nothing can be shown. */
  readonly position: number | null;
}

/** Both sides' alternatives at one position, or their logits down to the bit. */
export function AtPosition({ row, detail, position: at }: AtPositionProps) {
  const { unit, comparable, positions, a, b } = detail;
  const hasLogits = at !== null && positions[at]?.logits !== null && positions[at] !== undefined;
  const report = usePosition(hasLogits ? row : null, at ?? 0, detail);
  if (at === null) return null;
  const listed = [a[at], b[at]].some((each) => each && each.top.length > 0);
  if (!hasLogits && !listed) return null;
  return (
    <section className={charts.position} data-part="at-position">
      <h4>
        At {unit} {grouped(at)}
        {at === detail.fork && unit !== 'row' && ', the fork'}
        {at >= comparable && <small>past the fork the contexts differ: two answers to two questions</small>}
      </h4>
      {hasLogits ? report && <Logits key={at} report={report} /> : <AlternativesTable a={a[at]} b={b[at]} />}
    </section>
  );
}

function usePosition(row: number | null, at: number, detail: SequenceDetail): PositionReport | null {
  const [found, setFound] = useState<{
    of: SequenceDetail;
    at: number;
    report: PositionReport | null;
  } | null>(null);
  useEffect(() => {
    if (row === null) return;
    let current = true;
    void positionOf(row, at).then((report) => {
      if (current) setFound({ of: detail, at, report });
    });
    return () => {
      current = false;
    };
  }, [row, at, detail]);
  return found?.of === detail && found.at === at ? found.report : null;
}

function Logits({ report }: { readonly report: PositionReport }) {
  const [chosen, setChosen] = useState(report.top[0].token);
  const row = report.top.find(({ token }) => token === chosen) ?? report.top[0];
  const { zero, bins, crossing } = report.histogram;
  const all = bins.reduce((sum, count) => sum + count, zero + crossing);
  return (
    <>
      <TopTable
        label="Highest logits of both sides"
        rows={report.top}
        reference={undefined}
        chosen={row.token}
        onChoose={setChosen}
      />
      <div className={position.positionParts}>
        <BitsView label="Bits of the chosen logit" row={row} />
        <figure className={position.histogram} data-part="histogram">
          <h5>Distance of all {grouped(all)} logits, in ulp</h5>
          <UlpHistogram histogram={report.histogram} title={`Ulp histogram at row ${report.position}`} />
          <figcaption className={tables.note}>{histogramWords(report)}</figcaption>
        </figure>
      </div>
    </>
  );
}
