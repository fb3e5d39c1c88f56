import type { AuditRecord } from '../../../../audit/server/audit-record.ts';
import { addressText } from '../../../../lab/served/server-address.ts';
import type {
  AuditedServer,
  ServerAuditAsk,
  ServerAuditNews,
  ServerLook,
} from '../../../../worker/methods/audit-server.ts';
import { labClient } from '../../../state/client.ts';
import { keepServer } from '../../../state/kept-servers.ts';
import { faultOf, isUnderWay, type TaskRunner, task } from '../../../state/task.ts';
import { promptsOf } from './plan.ts';
import {
  type AuditStage,
  changePlace,
  type PlaceName,
  placeIn,
  type ServerState,
  serverStore,
  typedPlace,
} from './server-store.ts';

const { getState, setState } = serverStore;

type Looked = { readonly url: string; readonly look: ServerLook };

const looking: Readonly<Record<PlaceName, TaskRunner<null, Looked>>> = {
  place: lookingAt('place'),
  twin: lookingAt('twin'),
};

function lookingAt(name: PlaceName): TaskRunner<null, Looked> {
  return task<null, Looked>(
    (now) => setState(({ looks }) => ({ looks: { ...looks, [name]: now } })),
    () => {
      const place = placeIn(getState(), name);
      if (typeof place !== 'string') void labClient.auditServer.cancel(addressText(place.url));
    },
  );
}

/** Asks an endpoint which models it has. */
export async function lookAt(name: PlaceName): Promise<void> {
  const place = placeIn(getState(), name);
  if (typeof place === 'string') return;
  const url = addressText(place.url);
  keepServer(name === 'place' ? 'audit' : 'second', place.url);
  await looking[name].start(null, async ({ isCurrent }) => {
    const answer = await labClient.auditServer.look({ url, model: '', key: place.key });
    if (!answer.ok) return answer;
    const look = answer.value;
    const typed = typedPlace(getState(), name);
    // One that is not among them was another server's.
    if (isCurrent() && look.models.length > 0 && typed && !look.models.includes(typed.model))
      changePlace(name, { model: look.models[0] });
    return { ok: true, value: { url, look } };
  });
}

export function stopLooking(name: PlaceName): void {
  looking[name].cancel();
}

let id = '';
const auditing = task<AuditStage, null>(
  (work) => setState({ work }),
  () => void labClient.auditServer.cancel(id),
);

export const stopAudit = auditing.cancel;

/** What would be asked; a text says what is missing. */
export function askOf(
  state: Pick<ServerState, 'settings' | 'keys'>,
): Omit<ServerAuditAsk, 'id' | 'began' | 'earlier'> | string {
  const { settings } = state;
  const at = (name: PlaceName) => {
    const place = placeIn(state, name);
    if (typeof place === 'string') return place;
    if (place.model === '') return 'expected the name of a model: ask the server for its models, or type one';
    return { ...place, url: addressText(place.url) };
  };
  const place = at('place');
  if (typeof place === 'string') return place;
  const twin = settings.twin === null ? null : at('twin');
  if (typeof twin === 'string') return `second endpoint: ${twin}`;
  const { requests, tokens, seed, answerTokens, chat } = settings;
  const prompts = promptsOf(settings);
  return {
    ...{ place, twin, budget: { requests, tokens }, seed, answerTokens, chat },
    prompts: prompts && JSON.stringify(prompts),
  };
}

/** Audits the server that is typed in; what was found before stays until there is another. */
export async function auditServer(): Promise<void> {
  const ask = askOf(getState());
  if (typeof ask === 'string' || isUnderWay(getState().work)) return;
  for (const name of ['place', 'twin'] as const) {
    const place = placeIn(getState(), name);
    if (typeof place !== 'string') keepServer(name === 'place' ? 'audit' : 'second', place.url);
  }
  id = crypto.randomUUID();
  const { found, restarted } = getState();
  const earlier = restarted && found ? JSON.stringify(found.record) : null;
  let stage: AuditStage = { stage: 'looking' };
  await auditing.start(stage, async ({ report, isCurrent }) => {
    const hear = (news: readonly ServerAuditNews[]) => {
      for (const each of news) stage = nextStage(stage, each);
      report(stage);
    };
    const answer = await labClient.auditServer.run(
      { ...ask, earlier, id, began: new Date().toISOString() },
      hear,
    );
    if (!answer.ok) return answer;
    if (isCurrent())
      setState({ found: { ...opened(answer.value), file: null }, refused: null, restarted: false });
    return { ok: true, value: null };
  });
}

function opened({ record, judgement }: AuditedServer) {
  return { record: JSON.parse(record) as AuditRecord, judgement };
}

/** Progress by mechanism: what was spent since the last news was spent on what was being done. */
function nextStage(stage: AuditStage, news: ServerAuditNews): AuditStage {
  if (news.type === 'planned') {
    const { phases, server } = news;
    return { stage: 'asking', phases, server, progress: null, spent: {} };
  }
  if (stage.stage !== 'asking') return stage;
  const { type: _, ...progress } = news;
  const before = stage.progress ?? { requests: 0, tokens: 0 };
  const own = stage.spent[progress.doing] ?? { requests: 0, tokens: 0 };
  const spent = {
    requests: own.requests + progress.requests - before.requests,
    tokens: own.tokens + progress.tokens - before.tokens,
  };
  return { ...stage, progress, spent: { ...stage.spent, [progress.doing]: spent } };
}

/** Larger files are no audits. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Opens an audit that was saved; it stays in the page. */
export async function openAudit(file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    setState({ refused: `${file.name}: expected the JSON of an audit, found ${file.size} bytes` });
    return;
  }
  const answer = await labClient.auditServer.judge(await file.text());
  if (answer.ok) setState({ found: { ...opened(answer.value), file: file.name }, refused: null });
  else setState({ refused: `${file.name}: ${answer.fault.message}` });
}

/** Why an audit failed; null: it did not. */
export function auditFault({ work }: ServerState): string | null {
  return faultOf(work)?.message ?? null;
}
