import { useStore } from 'zustand';
import { modelKey } from '../../../experiment/model-key.ts';
import { contextProblem } from '../../../lab/context.ts';
import { capital, listed } from '../../../results/text.ts';
import type { RunCost } from '../../../worker/methods/compose.ts';
import { bytesWords, visibleLines } from '../../kit/format.ts';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import {
  measureStore,
  promptIn,
  useMaxPositions,
  useMeasure,
  useModelConfig,
} from '../../state/measuring.ts';
import { costWords, speedOf, timeWords } from './cost-words.ts';

/** What the run will take, and what it would be refused for: said while it is composed. */
export function FitNote() {
  const { answer, fault } = useMeasure();
  const problems = useProblems();
  const last = useStore(measureStore, (state) => state.answer);
  const shown = answer ?? last;
  if (problems.length === 0 && !shown?.cost) return null;
  return (
    <div data-part="fit">
      {problems.map((problem) => (
        <p key={problem} className={fields.problem} data-part="problem">
          {visibleLines(problem)}
        </p>
      ))}
      {shown?.cost && !fault && <Cost cost={shown.cost} />}
    </div>
  );
}

function Cost({ cost }: { readonly cost: RunCost }) {
  const time = useTime(cost);
  return (
    <p className={tables.note} data-part="cost">
      {capital(costWords(cost))}
      {time && <> · {time}, as fast as the last run</>}
    </p>
  );
}

/** Only from what was measured here, on this engine and this model. */
function useTime(cost: RunCost): string | null {
  const { source, record } = useLab(({ view }) => view);
  const engine = useLab((state) => state.engine);
  const name = useLab(({ chosen }) => modelKey(chosen.experiment.model));
  const config = useModelConfig();
  if (source !== 'live' || !record || !config) return null;
  if (record.engine !== engine || modelKey(record.experiment.model) !== name) return null;
  const speed = speedOf(record, config);
  return speed && timeWords(cost, speed);
}

function useProblems(): string[] {
  const { experiment } = useLab(({ chosen }) => chosen);
  const engine = useLab((state) => state.engine);
  const view = useLab((state) => state.view);
  const counted = useStore(measureStore);
  const positions = useMaxPositions();
  const { answer, fault } = useMeasure();
  const tooLong = experiment.requests.filter((request) => {
    const { report } = promptIn(request, modelKey(experiment.model), counted, view);
    return report && positions !== null && contextProblem(report.tokens, request.maxNewTokens, positions);
  });
  const unfed = answer?.problems ?? [];
  const { largestBytes = 0, allowedBytes = null } = answer?.cost ?? {};
  return [
    ...(fault ? [fault.message] : []),
    ...(tooLong.length > 0
      ? [`Longer than the model’s ${positions} positions: ${listed(tooLong.map(({ id }) => id))}`]
      : []),
    ...(unfed.length > 0 ? [`Cannot be fed: ${listed(unfed.map(({ request }) => request))}`] : []),
    ...(answer?.refused ? [answer.refused] : []),
    ...(engine === 'webgpu' && allowedBytes !== null && largestBytes > allowedBytes
      ? [
          `Does not fit this adapter: the largest matrix takes ${bytesWords(largestBytes)}, the buffers of one hold at most ${bytesWords(allowedBytes)} here`,
        ]
      : []),
  ];
}
