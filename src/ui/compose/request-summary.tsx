import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import { useLab } from '../store/lab-store.ts';
import { armsWords, knownPrompt, lengthWords, promptWords, sourceWords } from './card-words.ts';
import { RoleMark } from './role-mark.tsx';
import '../styles/batch-request.css';

interface RequestProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
}

/** Role, name and length of a request, on a line. */
export function RequestLine({ request }: Pick<RequestProps, 'request'>) {
  const known = useLab(({ view }) => knownPrompt(view, request));
  return (
    <>
      <RoleMark role={request.role} />
      <strong>{request.id}</strong>
      <span className="card-tokens">{lengthWords(request, known)}</span>
    </>
  );
}

/** What a request says, where that comes from, when it joins and in which arms it is. */
export function RequestDetails({ experiment, request }: RequestProps) {
  const known = useLab(({ view }) => knownPrompt(view, request));
  const facts = [
    request.arrival > 0 ? `joins at step ${request.arrival}` : null,
    armsWords(experiment, request.id),
    sourceWords(request),
  ];
  const words = facts.filter((fact) => fact !== null).join(' · ');
  return (
    <>
      <p className="card-text">{promptWords(request, known)}</p>
      <p className="card-arms" title={words}>
        {words}
      </p>
    </>
  );
}

/** A request to read. */
export function RequestSummary({ experiment, request }: RequestProps) {
  return (
    <>
      <p className="card-head">
        <RequestLine request={request} />
      </p>
      <RequestDetails {...{ experiment, request }} />
    </>
  );
}
