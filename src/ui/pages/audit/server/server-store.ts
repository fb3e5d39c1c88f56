import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AuditPlan } from '../../../../audit/server/audit-plan.ts';
import type { AuditRecord } from '../../../../audit/server/audit-record.ts';
import type { Judgement } from '../../../../audit/server/judge-audit.ts';
import type { AuditProgress } from '../../../../audit/server/run-audit.ts';
import { keyProblem } from '../../../../lab/served/server-address.ts';
import type { ServerLook } from '../../../../worker/methods/audit-server.ts';
import { IDLE, type Task } from '../../../state/task.ts';
import { baseAddress, type ServerSettings, usualSettings } from './server-settings.ts';

export type Phase = AuditPlan['phases'][number];

/** What has been spent on a mechanism. */
export interface Spent {
  readonly requests: number;
  readonly tokens: number;
}

/** How far an audit is. */
export type AuditStage =
  /** What it is is found out. */
  | { readonly stage: 'looking' }
  | {
      readonly stage: 'asking';
      readonly phases: readonly Phase[];
      readonly server: string | null;
      readonly progress: AuditProgress | null;
      readonly spent: Partial<Record<AuditProgress['doing'], Spent>>;
    };

export interface FoundAudit {
  readonly record: AuditRecord;
  readonly judgement: Judgement;
  /** Of a file that was opened, its name; null: it was asked here. */
  readonly file: string | null;
}

export type PlaceName = 'place' | 'twin';

export interface ServerState {
  readonly settings: ServerSettings;
  /** In this tab's memory, until the page is closed or the key forgotten; by endpoint. */
  readonly keys: Readonly<Record<PlaceName, string>>;
  /** What each endpoint told when it was asked for its models, and of which address. */
  readonly looks: Readonly<
    Record<PlaceName, Task<null, { readonly url: string; readonly look: ServerLook }>>
  >;
  readonly work: Task<AuditStage, null>;
  readonly found: FoundAudit | null;
  /** Whether the server was started anew since: the next audit asks what that one did, and compares. */
  readonly restarted: boolean;
  /** Why a file could not be opened. */
  readonly refused: string | null;
}

export const serverStore = createStore<ServerState>()(() => ({
  settings: usualSettings(),
  keys: { place: '', twin: '' },
  looks: { place: IDLE, twin: IDLE },
  work: IDLE,
  found: null,
  restarted: false,
  refused: null,
}));

const { getState, setState } = serverStore;

export function useServer<Slice>(select: (state: ServerState) => Slice): Slice {
  return useStore(serverStore, select);
}

export function changeSettings(change: Partial<ServerSettings>): void {
  setState(({ settings }) => ({ settings: { ...settings, ...change } }));
}

/** The form as a link fills it in. A key stays where it goes to the origin that it was typed for. */
export function openSettings(settings: ServerSettings): void {
  const before = getState();
  const keyOf = (name: PlaceName) => {
    const [was, is] = [before, { settings }].map((state) => baseAddress(typedPlace(state, name)?.url ?? ''));
    return typeof was !== 'string' && typeof is !== 'string' && was.origin === is.origin
      ? before.keys[name]
      : '';
  };
  setState({ settings, keys: { place: keyOf('place'), twin: keyOf('twin') } });
}

/** An endpoint's address or model. */
export function changePlace(
  name: PlaceName,
  change: { readonly url?: string; readonly model?: string },
): void {
  const { settings } = getState();
  if (name === 'place') changeSettings(change);
  else if (settings.twin) changeSettings({ twin: { ...settings.twin, ...change } });
}

export function changeKey(name: PlaceName, key: string): void {
  setState(({ keys }) => ({ keys: { ...keys, [name]: key } }));
}

export interface TypedPlace {
  readonly url: string;
  readonly model: string;
}

export function typedPlace({ settings }: Pick<ServerState, 'settings'>, name: PlaceName): TypedPlace | null {
  return name === 'place' ? settings : settings.twin;
}

/** An endpoint that can be asked, or what is wrong with what was typed. */
export function placeIn(
  state: Pick<ServerState, 'settings' | 'keys'>,
  name: PlaceName,
): { readonly url: URL; readonly key: string | null; readonly model: string } | string {
  const typed = typedPlace(state, name);
  const url = baseAddress(typed?.url ?? '');
  if (typeof url === 'string') return url;
  const key = state.keys[name].trim();
  return keyProblem(key) ?? { url, key: key || null, model: typed?.model.trim() ?? '' };
}
