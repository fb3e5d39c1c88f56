import { useEffect } from 'react';
import type { DiffRecord } from '../../results/record.ts';
import type { Standing, TopRow } from '../../worker/top-of-both.ts';
import { quoted } from '../format.ts';
import { fetchTop, topKey } from '../store/actions.ts';
import { useLab } from '../store/lab-store.ts';

/** The highest logits of both arms at a position: the fork, or the token that is pinned. */
export function TopLogits({
  diff,
  position,
}: {
  readonly diff: DiffRecord;
  readonly position: number | null;
}) {
  const { a, b, probe, fork } = diff;
  const key = position === null ? null : topKey({ a, b, request: probe, position });
  const rows = useLab(({ view }) => (key === null ? undefined : view.tops[key]));
  useEffect(() => {
    if (position !== null) void fetchTop({ a, b, request: probe, position });
  }, [a, b, probe, position]);
  if (!rows) return null;
  return (
    <div className="top">
      <h4>
        Highest logits at token {position}
        {position === fork && ', the fork'}
        {fork !== null && position! > fork && (
          <small>after the fork the contexts differ: two answers to two questions</small>
        )}
      </h4>
      <div className="scroll">
        <TopTable rows={rows} />
      </div>
    </div>
  );
}

function TopTable({ rows }: { readonly rows: readonly TopRow[] }) {
  const most = Math.max(...rows.flatMap(({ a, b }) => [a.probability, b.probability]));
  return (
    <table className="top-table">
      <thead>
        <tr>
          <th scope="col">token</th>
          <th scope="col" className="number">
            rank A → B
          </th>
          <th scope="col" className="number">
            logit A
          </th>
          <th scope="col" className="number">
            logit B
          </th>
          <th scope="col" className="number">
            B − A
          </th>
          <th scope="col">probability, A above B</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ token, text, a, b }) => (
          <tr key={token} className={a.rank !== b.rank ? 'rank-changed' : ''}>
            <th scope="row">
              <code>{quoted(text)}</code> <small>id {token}</small>
            </th>
            <td className="number">{ranks(a, b)}</td>
            <td className="number">{a.logit.toFixed(4)}</td>
            <td className="number">{b.logit.toFixed(4)}</td>
            <td className="number">{signed(b.logit - a.logit)}</td>
            <td className="bars">
              <Bar side="a" of={a} most={most} />
              <Bar side="b" of={b} most={most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Ranks are counted from 1 for readers. */
function ranks(a: Standing, b: Standing): string {
  return a.rank === b.rank ? `${a.rank + 1}` : `${a.rank + 1} → ${b.rank + 1}`;
}

function signed(difference: number): string {
  if (difference === 0) return '0';
  const size = Math.abs(difference);
  return `${difference < 0 ? '−' : '+'}${size < 0.0001 ? size.toExponential(1) : size.toFixed(4)}`;
}

function Bar({ side, of, most }: { readonly side: 'a' | 'b'; readonly of: Standing; readonly most: number }) {
  return (
    <div className={`bar side-${side}`}>
      <span className="bar-fill" style={{ width: `${(of.probability / most) * 100}%` }} />
      <span className="bar-value">{(of.probability * 100).toFixed(2)}%</span>
    </div>
  );
}
