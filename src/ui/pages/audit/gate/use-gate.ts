import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { judgeGate, withCaveat } from '../../../../audit/gate/gate.ts';
import { DEFAULT_POLICY, type GatePolicy, parsePolicy } from '../../../../audit/gate/policy.ts';
import type { GateReport } from '../../../../audit/gate/report.ts';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';
import { useFileDrop } from '../../../kit/use-file-drop.ts';
import { auditOf, type NamedAudit, shippedAudit } from './gate-files.ts';

export interface GateFiles {
  readonly baseline: NamedAudit | null;
  /** Null: a variant of the baseline. */
  readonly now: NamedAudit | null;
  readonly problem: string | null;
  /** Whether files are held over the page. */
  readonly over: boolean;
  readonly take: (side: 'baseline' | 'now', file: File) => void;
  readonly clear: () => void;
}

/** The shipped audit until a visitor drops or picks files: the first of two is the baseline, a single one is judged. */
export function useGateFiles(): GateFiles {
  const [shipped, setShipped] = useState<NamedAudit | null>(null);
  const [own, setOwn] = useState<{ readonly baseline?: NamedAudit; readonly now?: NamedAudit }>({});
  const [problem, setProblem] = useState<string | null>(null);
  const told = (error: unknown) => setProblem(error instanceof Error ? error.message : String(error));
  useEffect(() => {
    const leaving = new AbortController();
    shippedAudit(leaving.signal).then(setShipped, (error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => leaving.abort();
  }, []);
  const take = (side: 'baseline' | 'now', file: File) => {
    auditOf(file).then((audit) => {
      setOwn((before) => ({ ...before, [side]: audit }));
      setProblem(null);
    }, told);
  };
  const over = useFileDrop(({ files }) => {
    const [first, second] = files;
    if (second) take('baseline', first);
    if (first) take('now', second ?? first);
  });
  return {
    ...{ problem, over, take },
    baseline: own.baseline ?? shipped,
    now: own.now ?? null,
    clear: () => setOwn({}),
  };
}

export interface EditedPolicy {
  readonly text: string;
  readonly policy: GatePolicy | null;
  readonly problem: string | null;
  readonly change: (text: string) => void;
  readonly reset: () => void;
}

const USUAL = JSON.stringify(DEFAULT_POLICY, null, 2);

export function usePolicy(): EditedPolicy {
  const [text, change] = useState(USUAL);
  const read = useMemo(() => attempt(() => parsePolicy(text)), [text]);
  return {
    text,
    policy: useDeferredValue(read.value),
    problem: read.problem,
    change,
    reset: () => change(USUAL),
  };
}

export interface Judged {
  readonly report: GateReport | null;
  readonly problem: string | null;
}

/** Thousands of draws for each check: only where something has changed. */
export function useJudged(
  baseline: ModelAudit | null,
  now: ModelAudit | null,
  policy: GatePolicy | null,
  caveat: string | null,
): Judged {
  return useMemo(() => {
    if (!baseline || !now || !policy) return { report: null, problem: null };
    const { value, problem } = attempt(() => judgeGate(baseline, now, policy));
    return { report: value && caveat !== null ? withCaveat(value, caveat) : value, problem };
  }, [baseline, now, policy, caveat]);
}

function attempt<Value>(work: () => Value): {
  readonly value: Value | null;
  readonly problem: string | null;
} {
  try {
    return { value: work(), problem: null };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error.message : String(error) };
  }
}
