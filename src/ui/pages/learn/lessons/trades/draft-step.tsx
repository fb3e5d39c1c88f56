import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { ArmPairList } from '../load-parts/arm-pair-list.tsx';
import { requestIn } from '../load-parts/arm-pairs.ts';
import parts from '../load-parts/load-parts.module.css';
import { LoadRun } from '../load-parts/load-run.tsx';
import { MOST_DRAFTED, ordersByDrafts } from './draft-case.ts';
import { FactTable } from './fact-table.tsx';
import { DRAFT_ARMS, DRAFT_PAIRS, DRAFTS } from './trades-experiments.ts';

const COLUMNS = ['drafted', ...Array.from({ length: MOST_DRAFTED + 1 }, (_, drafted) => String(drafted))];
const ORDERS = (['variant', 'invariant'] as const).map((set) => [set, ...ordersByDrafts(set)]);

export function DraftStep({ complete }: StepProps) {
  return (
    <>
      <p>
        A small model guesses the next few words, and the large one checks all of them in one step:{' '}
        <Term id="speculative-decoding">speculative decoding</Term>. A guess stays where it is the word that
        the large model would have chosen itself; the rest is taken back. So, it is said, you get the same
        answer, only sooner. But the step that checks is wider: your request has several rows in it where it
        had one.
      </p>
      <Predict
        question="Temperature 0. Each guess that stays is the large model’s own choice. Can drafting change your words?"
        options={['Never: its own choice is what stays', 'Under variant kernels, through the width']}
        answer={1}
      >
        <p>
          Its choice in a wider step is by other sums. Where two words are nearly as likely, a last bit
          decides. Under invariant kernels width adds nothing up, and the promise holds in every bit.
        </p>
      </Predict>
      <Figure
        label="The order of a sum by the number of guesses"
        caption="The lab’s plans of nano’s product out of the MLP. A letter is one order of additions: in this product the cliff is at the first guess, and more of them change nothing."
      >
        <FactTable label="Orders by drafted tokens" columns={COLUMNS} rows={ORDERS} />
      </Figure>
      <Figure
        label="Guess and verify, for real"
        caption="The experiment “The width of a guess”, whole: pico guesses for nano, 48 tokens at temperature 0. A pair has the same bits where the fingerprints over all tokens and logits are equal."
      >
        <LoadRun experiment={DRAFTS} onDone={complete}>
          {(record) => (
            <>
              <ul className={parts.facts}>
                {DRAFT_ARMS.map(({ name }) => (
                  <li key={name}>
                    <b>{name}</b>: {draftWords(record, name)}
                  </li>
                ))}
              </ul>
              <ArmPairList record={record} request="tom" pairs={DRAFT_PAIRS} />
            </>
          )}
        </LoadRun>
      </Figure>
      <p>
        Guessing is for devices whose steps take the time of reading the weights: a few more rows then cost
        little. In a full batch each wrong guess makes the step longer for everybody in it, so engines draft
        less, or stop, when many ask: under variant kernels that too is a crowd that reaches your bits.
      </p>
    </>
  );
}

function draftWords(record: LoadRecord, arm: string): string {
  const { speculation, mechanisms } = record.arms.find(({ name }) => name === arm)!;
  const tokens = requestIn(record, arm, 'tom').tokens.length;
  const stood = speculation
    ? `${speculation.accepted} of ${speculation.drafted} guesses stand`
    : 'no guesses';
  return `${stood}; ${tokens} tokens in ${mechanisms.steps} steps`;
}
