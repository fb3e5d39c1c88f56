import { useMemo, useState } from 'react';
import { grouped } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { shortly } from '../../parts/float-widget.tsx';
import { Predict } from '../../parts/predict.tsx';
import parts from '../../parts.module.css';
import styles from './order-matters.module.css';
import { RACE_LENGTHS, type RacePoint, race, type TermKind, WAYS } from './race.ts';
import { RaceChart, WAY_NAMES } from './race-chart.tsx';

const KINDS = [
  { value: 'uniform', words: 'random, 0 to 1' },
  { value: 'signed', words: 'random, −1 to 1' },
  { value: 'tenths', words: '0.1 each' },
] as const;

export function RaceStep({ complete }: StepProps) {
  const [kind, setKind] = useState<TermKind>('uniform');
  const [at, setAt] = useState(4);
  const points = useMemo(() => race(kind), [kind]);
  const point = points[at];
  const look = (nextKind: TermKind, next: number) => {
    setKind(nextKind);
    setAt(next);
    const { ulps } = (nextKind === kind ? points : race(nextKind))[next];
    if (ulps.sequential > 1000 && ulps.kahan <= 1) complete();
  };
  return (
    <>
      <p>
        If every order is a little wrong, some are less so. Adding onto a running total, the{' '}
        <Term id="sequential-sum">sequential</Term> way, drags each rounding through all additions that
        follow. The <Term id="pairwise-sum">pairwise</Term> way adds neighbours, then neighbouring sums, so
        that a term goes through few additions and the totals stay small. And <Term id="kahan">Kahan's</Term>{' '}
        way keeps in a second variable what each addition lost, and puts it back into the next{' '}
        <Cite of={['kahan-1965', 'higham-1993']} />.
      </p>
      <Predict
        question="100,000 times 0.1, one after the other in f32. How far off is the total?"
        options={['in the 7th digit', 'in the 4th digit', 'not at all']}
        answer={1}
      >
        <p>
          It comes to 9,998.56 rather than 10,000. Near 10,000 the floats lie 1/1,024 apart, and 0.1 is no
          multiple of that: nearly every addition rounds, and because all terms are equal, it rounds the same
          way thousands of times in a row. Random terms would at least cancel out their errors in part.
        </p>
      </Predict>
      <Figure
        label="Three ways to add a list"
        caption="Distance from the f64 sum, in ulp of f32. Below the dashed line a sum is as good as an f32 can be."
      >
        <Choice label="Terms" options={KINDS} value={kind} onChange={(next) => look(next, at)} />
        <RaceChart points={points} at={at} />
        <label className={`${parts.learnSlider} ${styles.learnSlider}`}>
          <span>
            <b>{grouped(point.length)}</b> terms
          </span>
          <input
            type="range"
            min={0}
            max={RACE_LENGTHS.length - 1}
            value={at}
            aria-valuetext={`${point.length} terms`}
            onChange={({ target }) => look(kind, Number(target.value))}
          />
        </label>
        <RaceTable point={point} />
      </Figure>
      <p>
        A GPU's own orders are of the pairwise kind: many lanes add side by side and are then combined as a
        tree. So splitting a sum over more workers usually makes it <em>more</em> accurate, not less. What it
        costs is not accuracy but sameness: when the number of workers follows the load, the order follows the
        load, and so do the bits.
      </p>
    </>
  );
}

function RaceTable({ point: { sums, ulps, exact } }: { readonly point: RacePoint }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">way</th>
          <th scope="col" className="number">
            sum
          </th>
          <th scope="col" className="number">
            off by
          </th>
        </tr>
      </thead>
      <tbody>
        {WAYS.map((way) => (
          <tr key={way}>
            <th scope="row">{WAY_NAMES[way]}</th>
            <td className="number">{Number(sums[way].toPrecision(9))}</td>
            <td className="number">{shortly(ulps[way])} ulp</td>
          </tr>
        ))}
        <tr>
          <th scope="row">in f64</th>
          <td className="number">{Number(exact.toPrecision(12))}</td>
          <td className="number" />
        </tr>
      </tbody>
    </table>
  );
}
