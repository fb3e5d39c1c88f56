import { useState } from 'react';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { ReferenceId } from '../../../../kit/references/references.ts';
import type { StepProps } from '../../lesson.ts';
import { Predict } from '../../parts/predict.tsx';

interface Claim {
  readonly says: string;
  readonly follows: boolean;
  readonly because: string;
  readonly source?: ReferenceId;
}

const ANSWERS = ['It follows', 'It does not follow'];

const CLAIMS: readonly Claim[] = [
  {
    says: '“I sent one prompt twice at temperature 0 and got two answers. They have changed the model.”',
    follows: false,
    because:
      'The same weights give different answers in different company when kernels follow M. 1,000 runs of one prompt at temperature 0 on a mixture of experts of 235 billion parameters gave 80 different completions, with the first difference at the 103rd token, where 992 went one way and 8 the other. A changed model is one explanation, not the only one.',
    source: 'he-2025',
  },
  {
    says: '“These kernels are batch-invariant. On the same machine, with the same software and model, my greedy answer does not depend on who else is being served.”',
    follows: true,
    because:
      'That is what the word means, and no more. Another GPU, driver, library version or number of GPUs may give other bits, each of them as steady.',
  },
  {
    says: '“My neighbours write badly, and their noise gets into my answer.”',
    follows: false,
    because:
      'Not through a dense model’s sums: you exchanged the contents and no bit moved. Ask first whether anything is computed over several requests at once, such as a common activation scale or a limit on what an expert takes.',
  },
  {
    says: '“Under load my answers are different, so under load they are worse.”',
    follows: false,
    because:
      'Another order of additions is another rounding, not a worse one, and nothing in it favours the worse of two tokens. “Worse” is a claim about scores: it needs tasks, enough of them, and a test. With 50 tasks a day a fall from 57 to 45 % would be noticed about 39 times in 100, by an exact two-sided test at 5 % and with the 57 % known for certain; if they come from 50 tasks too, 18 times, by Fisher’s exact test.',
  },
  {
    says: '“With invariant kernels a busy server can no longer affect me.”',
    follows: false,
    because:
      'It cannot change your bits through the batch. It can still make you wait, send you to a smaller model, lower the precision, or cut a budget of reasoning. Those are decisions of the provider, and no kernel undoes them.',
  },
  {
    says: '“Two arms of my run have the same fingerprint, so in that run the company made no difference to this answer.”',
    follows: true,
    because:
      'The fingerprint covers every token and every bit of the logits at each position. It speaks for that run and that company; for every company there is the plan, which does not ask who is there.',
  },
];

export function ConcludeStep({ complete }: StepProps) {
  const [answered, setAnswered] = useState(0);
  const onAnswered = () => {
    setAnswered(answered + 1);
    if (answered + 1 === CLAIMS.length) complete();
  };
  return (
    <>
      <p>
        You see answers and the time they take. Shapes, plans and queues are on the other side. So what may
        you conclude from an answer that changed, and what not? Six things that people say.
      </p>
      {CLAIMS.map(({ says, follows, because, source }) => (
        <Predict
          key={says}
          question={says}
          options={ANSWERS}
          answer={follows ? 0 : 1}
          onAnswered={onAnswered}
        >
          <p>
            {because} {source && <Cite of={source} />}
          </p>
        </Predict>
      ))}
      <p>
        The general rule is short. A difference alone names no cause: change one of shape, content and load,
        hold the others still, and compare bits. That takes a machine of your own, and you have just used one.
      </p>
    </>
  );
}
