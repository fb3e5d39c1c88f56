import { openLab } from '../../worker/lab-client.ts';

/** The page's one worker, started when it is first asked for something. */
export const labWorker = openLab();
export const labClient = labWorker.ask;
