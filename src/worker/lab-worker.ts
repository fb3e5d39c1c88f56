import { expose } from 'comlink';
import { LabHost } from './lab-host.ts';
import { serveLab } from './lab-methods.ts';

/** Browsers say it in steps, and not all of them do. */
const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
const hostBytes = deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30;

expose(serveLab(new LabHost(navigator.userAgent, hostBytes)));
