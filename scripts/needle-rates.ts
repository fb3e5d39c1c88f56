import { type Proportion, wilsonInterval } from '../src/numerics/inference/wilson.ts';
import type { Finding } from './needle-search.ts';

/** Of how many candidates of a kind how many forked, under one dtype. */
export interface HitRate extends Proportion {
  readonly kind: string;
  readonly dtype: string;
  /** Tokens within which the fork had to come. */
  readonly within: number;
  readonly forked: number;
  readonly of: number;
}

/** Hit rates by kind, dtype and number of tokens, in the order of the findings, with Wilson's 95 % interval. */
export function hitRates(findings: readonly Finding[], windows: readonly number[]): HitRate[] {
  const groups = new Set(findings.map(({ kind, dtype }) => `${kind} ${dtype}`));
  return [...groups].flatMap((group) => {
    const [kind, dtype] = group.split(' ');
    const members = findings.filter((finding) => finding.kind === kind && finding.dtype === dtype);
    return windows.map((within) => {
      const forked = members.filter(({ fork }) => fork !== null && fork < within).length;
      return { kind, dtype, within, forked, of: members.length, ...wilsonInterval(forked, members.length) };
    });
  });
}

export function rateLine({ kind, dtype, within, forked, of, low, high }: HitRate): string {
  const interval = `[${(100 * low).toFixed(0)}, ${(100 * high).toFixed(0)}] %`;
  return `${kind.padEnd(6)} ${dtype.padEnd(5)} within ${String(within).padStart(3)} tokens: ${forked} of ${of} forked, ${interval}`;
}

export function findingLine({ kind, dtype, id, prompt, ...found }: Finding): string {
  const { fork, flip, margin, forkTokens, comparedPositions } = found;
  const name = `${kind.padEnd(6)} ${dtype.padEnd(5)} ${id.padEnd(14)}`;
  const shown = JSON.stringify(prompt.length > 50 ? `${prompt.slice(0, 50)}…` : prompt);
  if (fork === null) return `${name} no fork in ${comparedPositions} tokens  ${shown}`;
  const tokens = `${JSON.stringify(forkTokens?.a?.text)} / ${JSON.stringify(forkTokens?.b?.text)}`;
  return `${name} token ${String(fork).padStart(3)} ${flip ?? 'end'} margin ${margin?.toExponential(1)}  ${tokens}  ${shown}`;
}
