import { expose } from 'comlink';
import { LabSession } from './lab-session.ts';

expose(new LabSession(navigator.userAgent));
