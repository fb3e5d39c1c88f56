import { timeText } from '../../../../../charts/load-window.ts';
import { behaviourOf } from '../../../../../results/behaviour.ts';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { excerpt, requestIn, sharedLength } from '../load-parts/arm-pairs.ts';
import parts from '../load-parts/load-parts.module.css';
import { LoadRun } from '../load-parts/load-run.tsx';
import { answersOf, elsewhere, longestWait } from './answers.ts';
import { FactTable } from './fact-table.tsx';
import { OTHER_MODEL, QUEUES } from './trades-experiments.ts';

export function OtherModelStep({ complete }: StepProps) {
  return (
    <>
      <p>
        The last thing to trade is the model itself. Behind one name there can be several{' '}
        <Term id="replica">replicas</Term>, and they need not be alike. Overflow sends newcomers to a smaller
        model while others wait. And things go wrong: a misrouted share goes to a model or format that nobody
        meant for it. Either way the name on the answer stays.
      </p>
      <Predict
        question="Twelve ask the same at temperature 0, kernels are invariant. How many answers are there?"
        options={['One', 'Twelve', 'As many as kinds of model that answer']}
        answer={2}
      >
        <p>
          Same model, same tokens, same order of sums: one answer, on however many replicas. Another model or
          format is other numbers. Invariance holds within one, not between two.
        </p>
      </Predict>
      <Figure
        label="One question, twelve times"
        caption="nano with four places, times of the preset’s virtual clock; pico counts as twice as fast. Overflow from two that wait; in the last arm a quarter of the requests, by their names, meets weights in q4."
      >
        <LoadRun experiment={OTHER_MODEL} onDone={complete}>
          {({ arms }) => (
            <>
              <FactTable
                label="Who answered, and what"
                columns={['arm', 'longest wait', 'answered elsewhere', 'different answers']}
                rows={arms.map((arm) => [
                  ...[arm.name, timeText(longestWait(arm)), `${elsewhere(arm)} of ${arm.requests.length}`],
                  String(answersOf(arm).length),
                ])}
              />
              <ul className={parts.facts}>
                {arms.map((arm) => (
                  <li key={arm.name}>
                    <b>{arm.name}</b>:{' '}
                    {answersOf(arm)
                      .map(({ text, count, parts: at }) => `${count} times ${excerpt(text, at)}`)
                      .join(', ')}
                  </li>
                ))}
              </ul>
            </>
          )}
        </LoadRun>
      </Figure>
    </>
  );
}

export function OutsideStep({ complete }: StepProps) {
  return (
    <>
      <p>
        You ask, and get words. When the first came, how many there are, whether they go in circles and
        whether the same question gets them again: that is all that there is to see from outside. Here one
        prompt is asked at the same moment through two doors of one model, as an API and as a product, while
        ninety others a second come, mostly through the second door.
      </p>
      <Predict
        question="Temperature 0. Two answers have the same words. Were they computed alike?"
        options={['Yes', 'Perhaps not: words hide bits']}
        answer={1}
      >
        <p>
          A word is the largest of many numbers. All of them may be other ones while the largest stays the
          same. Another word proves that something was not alike; the same words prove nothing.
        </p>
      </Predict>
      <Figure
        label="Two doors, seen from outside"
        caption="The preset “Same model, two queues”, whole, times of its virtual clock. Said before: the share of four-token runs that stood in the answer already, which rises where a model goes in circles. The last column nobody shows you: how many tokens come from other logits than the same model alone gives. Where a processor plays the GPU this takes minutes; the CPU engine is faster there."
      >
        <LoadRun experiment={QUEUES} onDone={complete}>
          {(record) => (
            <>
              <FactTable label="What each door sees" columns={SEEN} rows={seenRows(record)} />
              <ul className={parts.facts}>
                {record.arms.map(({ name }) => (
                  <li key={name}>
                    <b>{name}</b>: {doorWords(record, name)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </LoadRun>
      </Figure>
      <p>
        What to hold on to. Late first tokens say that something waited, not what. A short answer says that
        something ended it. Going in circles says little by itself: in this run, on the CPU engine, one model
        with one question has 28 % said before or none, by last bits alone. Another word at temperature 0 says
        that company, format or model was another one, and not which. Whether a layer was q8, a guess was
        checked, or a neighbour was loud, one answer does not tell. Many of one fixed prompt, compared over
        days, can say that something changed. Only the server’s own record says what.
      </p>
      <p>
        Turn the switches yourself: <a href="#load/preset/precision-under-load">Precision under load</a> and{' '}
        <a href="#load/preset/same-model-two-queues">Same model, two queues</a> on the page Load.
      </p>
    </>
  );
}

const SEEN = ['arm and door', 'first token', 'tokens', 'said before', 'other bits'];
const DOORS = ['api', 'product'];

function seenRows(record: LoadRecord): string[][] {
  return record.arms.flatMap(({ name }) =>
    DOORS.map((door) => {
      const request = requestIn(record, name, door);
      const { arrived, tokenTimes, tokens, besideAlone } = request;
      return [
        ...[`${name}: ${door}`, timeText(tokenTimes[0] - arrived), String(tokens.length)],
        `${Math.round(100 * behaviourOf(request).repeated)} %`,
        besideAlone ? `${besideAlone.differing} of ${besideAlone.looked}` : 'not looked at',
      ];
    }),
  );
}

function doorWords(record: LoadRecord, arm: string): string {
  const [api, product] = DOORS.map((door) => requestIn(record, arm, door).text);
  if (api === product) return `both say the same: ${excerpt(api, api.length)}`;
  const at = sharedLength(api, product);
  if (at === Math.min(api.length, product.length))
    return `the same words, one cut short: ${excerpt(product, at)}`;
  return `their words part: ${excerpt(api, at)} or ${excerpt(product, at)}`;
}
