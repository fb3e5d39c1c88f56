import { useState } from 'react';
import { adapterName } from '../../../../../results/adapter-name.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { NoSubject } from './no-subject.tsx';
import styles from './one-bit.module.css';
import { type Subject, useSubject } from './subject.ts';
import { Tokens } from './tokens.tsx';

export function ForkStep({ complete }: StepProps) {
  const subject = useSubject();
  return (
    <>
      <p>
        A small language model was given one prompt twice. In <Term id="arm">arm</Term> A it was alone; in B
        other <Term id="request">requests</Term> were being answered in the same <Term id="step">steps</Term>.
        The model is the same, the weights are the same, and decoding is <Term id="greedy">greedy</Term>:
        nothing is drawn at random. The others cannot be seen from the prompt; attention does not cross from
        one request to another.
      </p>
      <Figure
        label="The two answers"
        caption="Words and parts of words, as the model writes them. Where A and B first part is called the fork; after it they answer two different texts."
      >
        {subject ? <Streams subject={subject} onFound={complete} /> : <NoSubject />}
      </Figure>
    </>
  );
}

function Streams({ subject, onFound }: { readonly subject: Subject; readonly onFound: () => void }) {
  const { diff, prompt, a, b, live, record } = subject;
  const [picked, setPicked] = useState<number | 'none' | null>(null);
  const found = picked !== null && picked === (diff.fork ?? 'none');
  const pick = (next: number | 'none') => {
    setPicked(next);
    if (next === (diff.fork ?? 'none')) onFound();
  };
  return (
    <>
      <p className={tables.note}>
        {live ? 'From your run' : `Computed earlier on ${adapterName(record.adapter)}`}: {diff.a} (A) against{' '}
        {diff.b} (B)
      </p>
      <p className={styles.replyPrompt}>“{prompt}…”</p>
      <Tokens side="a" tokens={a} mark={found ? diff.fork : null} />
      <Tokens
        side="b"
        tokens={b}
        mark={found ? diff.fork : null}
        picked={typeof picked === 'number' ? picked : null}
        onPick={pick}
      />
      <div className={`row ${styles.replyFoot}`}>
        <button
          type="button"
          className={controls.quiet}
          aria-pressed={picked === 'none'}
          onClick={() => pick('none')}
        >
          They never part
        </button>
        <p role="status">{picked !== null && pickedWords(subject, picked)}</p>
      </div>
    </>
  );
}

function pickedWords({ diff, a, b }: Subject, picked: number | 'none'): string {
  const { fork, forkTokens } = diff;
  if (picked === 'none')
    return fork === null
      ? `Right: every word is the same. Bits differ all the same, from token ${diff.firstDifference} on.`
      : 'They do part: compare them word by word.';
  if (fork === null) return 'Here both say the same.';
  if (picked === fork)
    return `The fork, token ${fork}: “${forkTokens?.a?.text.trim()}” alone, “${forkTokens?.b?.text.trim()}” in company.`;
  if (picked > fork) return 'They part before that.';
  return `Token ${picked} is “${b[picked]?.text.trim()}” in both${a[picked] ? '' : ' as far as A goes'}.`;
}
