import type { LabHost } from './lab-host.ts';
import { auditModelMethods } from './methods/audit-model.ts';
import { auditServerMethods } from './methods/audit-server.ts';
import { auditTraceMethods } from './methods/audit-trace.ts';
import { benchMethods } from './methods/bench.ts';
import { censusMethods } from './methods/census.ts';
import { certificateMethods } from './methods/certificate.ts';
import { claimMethods } from './methods/claims.ts';
import { cliffMethods } from './methods/cliffs.ts';
import { compareMethods } from './methods/compare.ts';
import { composeMethods } from './methods/compose.ts';
import { couplingMethods } from './methods/couplings.ts';
import { deviceMethods } from './methods/device.ts';
import { loadMethods } from './methods/load.ts';
import { microscopeMethods } from './methods/microscope.ts';
import { runMethods } from './methods/run.ts';
import { searchMethods } from './methods/search.ts';
import { sourceMethods } from './methods/sources.ts';
import { studyMethods } from './methods/study.ts';
import { turnMethods } from './methods/turns.ts';
import { watchMethods } from './methods/watch.ts';
import { workbenchMethods } from './methods/workbench.ts';
import { type Ask, serve } from './serve.ts';
import { Turns } from './turns.ts';

/** What the lab can be asked, by subject. */
export type LabMethods = ReturnType<typeof labMethods>;

function labMethods(lab: LabHost, turns: Turns) {
  return {
    compose: composeMethods(lab),
    device: deviceMethods(lab),
    run: runMethods(lab),
    load: loadMethods(lab),
    couplings: couplingMethods(lab),
    cliffs: cliffMethods(lab),
    claims: claimMethods(lab),
    study: studyMethods(lab),
    certificate: certificateMethods(lab),
    search: searchMethods(lab),
    bench: benchMethods(lab),
    census: censusMethods(lab),
    auditModel: auditModelMethods(lab),
    auditTrace: auditTraceMethods(lab),
    auditServer: auditServerMethods(),
    compare: compareMethods(lab),
    microscope: microscopeMethods(lab),
    workbench: workbenchMethods(lab),
    sources: sourceMethods(lab),
    watch: watchMethods(),
    turns: turnMethods(turns),
  };
}

/** The lab behind the worker's boundary. */
export function serveLab(lab: LabHost): Ask {
  const turns = new Turns(() => lab.engines.drop());
  return serve(labMethods(lab, turns), turns);
}
