import { visible } from '../../../experiment/visible.ts';
import { DOCUMENT_TITLES, GROUP_TITLES, judged, tallyWords, VERDICT_WORDS } from '../../../report/claims.ts';
import { answerOf } from '../../../report/claims-answer.ts';
import { DOCUMENTS, GROUPS, VERDICTS } from '../../../studies/claims/claim.ts';
import { CLAIMS } from '../../../studies/claims/claims.ts';
import { type Evidence, NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { damageWords } from '../../../studies/claims/judge-claim.ts';
import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { ClaimCard } from './claim-card.tsx';
import styles from './claims.module.css';
import { showDocument, showVerdict, useClaims } from './claims-store.ts';
import { EngineField } from './engine-field.tsx';
import { GROUP_INTROS } from './group-intros.ts';
import { useShipped } from './use-shipped.ts';

/** The page as it is read from top to bottom by someone who runs nothing. */
export function ClaimsEssay() {
  useShipped();
  const shipped = useClaims((state) => state.shipped);
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Can a noisy crowd make my answers worse?</h2>
      </div>
      {shipped?.damaged.map((file) => (
        <p key={file.path} className={tables.note} role="alert">
          {visible(damageWords(file))} Claims that need it say so; the others stand.
        </p>
      ))}
      <Answer evidence={shipped ?? NO_EVIDENCE} />
      <Filters evidence={shipped ?? NO_EVIDENCE} />
      <Groups evidence={shipped ?? NO_EVIDENCE} />
    </>
  );
}

function Answer({ evidence }: { readonly evidence: Evidence }) {
  return (
    <section className={styles.answer} aria-label="The answer">
      {answerOf(evidence).map(({ text, href, link }) => (
        <p key={href}>
          {text} <a href={href}>{link}</a>
        </p>
      ))}
    </section>
  );
}

function Filters({ evidence }: { readonly evidence: Evidence }) {
  const verdict = useClaims((state) => state.verdict);
  const document = useClaims((state) => state.document);
  const all = judged(CLAIMS, evidence).map(({ judgement }) => judgement);
  const there = VERDICTS.filter((each) => all.some((judgement) => judgement.verdict === each));
  return (
    <section className={styles.filters} aria-label="Which claims are shown">
      <p>
        Two documents began this lab: a paper on social batching degradation and an article on the silent AI
        tax. {tallyWords(all)} Verdicts are computed from results; run a claim and the same judge reads yours.
      </p>
      <div className={`${fields.editForm} ${styles.fieldsRow}`}>
        <SelectField
          label="Verdict"
          value={verdict}
          options={['all', ...there]}
          words={(each) => (each === 'all' ? 'every verdict' : VERDICT_WORDS[each].words)}
          onChange={showVerdict}
        />
        <SelectField
          label="Document"
          value={document}
          options={['all', ...DOCUMENTS]}
          words={(each) => (each === 'all' ? 'all documents' : DOCUMENT_TITLES[each])}
          onChange={showDocument}
        />
      </div>
      <EngineField />
    </section>
  );
}

function Groups({ evidence }: { readonly evidence: Evidence }) {
  const verdict = useClaims((state) => state.verdict);
  const document = useClaims((state) => state.document);
  const shown = judged(CLAIMS, evidence).filter(
    ({ claim, judgement }) =>
      (verdict === 'all' || judgement.verdict === verdict) &&
      (document === 'all' || claim.document === document),
  );
  return (
    <>
      <p className={tables.note} role="status">
        {shown.length} of {CLAIMS.length} claims are shown.
      </p>
      {GROUPS.map((group) => {
        const claims = shown.filter(({ claim }) => claim.group === group);
        return claims.length === 0 ? null : (
          <section key={group} className={styles.group} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{GROUP_TITLES[group]}</h2>
            <p>{GROUP_INTROS[group]}</p>
            <div className={styles.cards}>
              {claims.map(({ claim }) => (
                <ClaimCard key={claim.id} claim={claim} />
              ))}
            </div>
          </section>
        );
      })}
    </>
  );
}
