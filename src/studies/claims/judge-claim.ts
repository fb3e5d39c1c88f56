import type { Claim, Judgement } from './claim.ts';
import type { DamagedFile, Evidence } from './evidence.ts';

/** What evidence says of a claim; where its judge asks for a file that is damaged, that the file is, and how. */
export function judgeClaim({ judge }: Pick<Claim, 'judge'>, evidence: Evidence): Judgement {
  if (evidence.damaged.length === 0) return judge(evidence);
  const missed = new Set<DamagedFile>();
  const judgement = judge(watched(evidence, (file) => missed.add(file)));
  if (missed.size === 0) return judgement;
  const found = [...missed].map(damageWords).join(' ');
  return { verdict: 'not measured', found, because: null };
}

/** `The file studies/fork-survival.json cannot be read: study: expected text, found nothing.` */
export function damageWords({ path, problem }: DamagedFile): string {
  const [first, ...more] = problem.split('\n');
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `The file ${path} cannot be read: ${first.replace(/\.$/, '')}${others}.`;
}

/** The same evidence, which tells of each damaged file whose slot is looked at. */
export function watched(evidence: Evidence, tell: (file: DamagedFile) => void): Evidence {
  const copy = { ...evidence, studies: { ...evidence.studies }, couplings: { ...evidence.couplings } };
  for (const file of evidence.damaged) {
    const [field, key] = file.slot;
    const [slots, name] = key === undefined ? [copy, field] : [copy[field], key];
    const empty = key === undefined ? evidence[field] : undefined;
    const get = () => {
      tell(file);
      return empty;
    };
    Object.defineProperty(slots, name, { get, enumerable: true });
  }
  return copy;
}
