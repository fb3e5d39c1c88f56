import type { DiffRecord } from '../../results/record.ts';

interface Stretch {
  readonly kind: 'bits' | 'tokens' | 'apart';
  readonly from: number;
  readonly to: number;
}

const WORDS: Readonly<Record<Stretch['kind'], string>> = {
  bits: 'same bits',
  tokens: 'same tokens, different bits',
  apart: 'from the fork on',
};

/** The streams at a glance: where the bits agree, where only the tokens do, and where they have parted. */
export function AgreementStrip({ diff, tokens }: { readonly diff: DiffRecord; readonly tokens: number }) {
  const stretches = stretchesOf(diff, tokens);
  if (tokens === 0) return null;
  return (
    <div className="strip">
      <div className="strip-bar" aria-hidden="true">
        {stretches.map(({ kind, from, to }) => (
          <div key={kind} className={`stretch-${kind}`} style={{ flexGrow: to - from }} />
        ))}
      </div>
      <ul className="strip-words">
        {stretches.map(({ kind, from, to }) => (
          <li key={kind}>
            <span className={`swatch stretch-${kind}`} aria-hidden="true" />
            {WORDS[kind]}: {to - from === 1 ? `token ${from}` : `tokens ${from}–${to - 1}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

function stretchesOf({ fork, firstDifference }: DiffRecord, tokens: number): Stretch[] {
  const parted = fork ?? tokens;
  const bits = Math.min(firstDifference ?? parted, parted);
  const stretches: Stretch[] = [
    { kind: 'bits', from: 0, to: bits },
    { kind: 'tokens', from: bits, to: parted },
    { kind: 'apart', from: parted, to: tokens },
  ];
  return stretches.filter(({ from, to }) => to > from);
}
