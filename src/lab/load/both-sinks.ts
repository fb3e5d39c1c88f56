import type { LoadSink } from './load-sink.ts';

/** Hands every entry to one sink, then to another: all that a sink may have, so that none is forgotten once there are more. */
export function bothSinks(one: LoadSink, other: LoadSink): Required<LoadSink> {
  return {
    began: (clock) => {
      one.began?.(clock);
      other.began?.(clock);
    },
    async arrived(request) {
      await one.arrived?.(request);
      await other.arrived?.(request);
    },
    plan: (index, texts) => {
      one.plan?.(index, texts);
      other.plan?.(index, texts);
    },
    sent: (request, route) => {
      one.sent?.(request, route);
      other.sent?.(request, route);
    },
    looked: (look) => {
      one.looked?.(look);
      other.looked?.(look);
    },
    async step(step, chosen) {
      await one.step?.(step, chosen);
      await other.step?.(step, chosen);
    },
    passed: (request, index) => {
      one.passed?.(request, index);
      other.passed?.(request, index);
    },
    over: () => {
      one.over?.();
      other.over?.();
    },
    async request(request) {
      await one.request?.(request);
      await other.request?.(request);
    },
  };
}
