import { timeText } from '../../../../../charts/load-window.ts';
import type { LoadArm, LoadRecord } from '../../../../../results/load/load-record.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { requestIn } from '../load-parts/arm-pairs.ts';
import { LoadRun } from '../load-parts/load-run.tsx';
import { FactTable } from './fact-table.tsx';
import { PRECISION } from './trades-experiments.ts';

export function PrecisionStep({ complete }: StepProps) {
  return (
    <>
      <p>
        Keys and values want memory, and so do weights. When a crowd fills the pool, a server can run a layer
        in a <Term id="q8">smaller format</Term>, lay keys where its bytes were, and take it back when the
        crowd has gone: <Term id="precision-under-load">precision under load</Term>. Layers that matter least
        go first. Whoever is being answered goes on, with a coarser model from that token on.
      </p>
      <Predict
        question="Layers become q4 while the crowd is there. The first token comes earlier. Does each token after it?"
        options={['Yes: less memory is read', 'No: more are served at once', 'It is the same']}
        answer={1}
      >
        <p>
          Freed blocks let more requests run at once, and a larger step takes longer. Who waited for a place
          gains, who has one pays. On this clock a lowered step costs what any other does; a device that is
          bound by reading weights may give some of it back.
        </p>
      </Predict>
      <Figure
        label="A surge, and layers that shrink"
        caption="The preset “Precision under load”, whole: 142 requests, a pool of 56 blocks, invariant kernels, times of its virtual clock. In time: requests a second with a first token within 500 ms and then 20 ms a token. Off by: the most, in nats, that your next-token odds differ from those of the stored model alone. Where a processor plays the GPU this takes minutes; the CPU engine is faster there."
      >
        <LoadRun experiment={PRECISION} onDone={complete}>
          {(record) => (
            <FactTable
              label="Three ways through one surge"
              columns={COLUMNS}
              rows={record.arms.map((arm) => rowOf(record, arm))}
            />
          )}
        </LoadRun>
      </Figure>
      <p>
        Nobody who asks is told. The last two columns say how far the odds moved and where a word became
        another; in many answers none does.
      </p>
    </>
  );
}

const COLUMNS = ['arm', 'blocks lost', 'first token', 'a token after', 'in time', 'off by', 'another word'];

function rowOf(record: LoadRecord, { name, mechanisms, metrics }: LoadArm): string[] {
  const { arrived, tokenTimes, besideAlone } = requestIn(record, name, 'probe');
  const first = tokenTimes.length === 0 ? '-' : timeText(tokenTimes[0] - arrived);
  return [
    ...[name, `${mechanisms.preemptions} times`, first],
    metrics.tpot === null ? '-' : timeText(metrics.tpot.mean),
    metrics.goodput === null ? '-' : `${metrics.goodput.toFixed(2)} a second`,
    besideAlone ? besideAlone.maxKl.toFixed(3) : '-',
    !besideAlone || besideAlone.fork === null ? 'none' : `token ${besideAlone.fork}`,
  ];
}
