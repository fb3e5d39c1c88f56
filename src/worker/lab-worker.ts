import { expose } from 'comlink';
import { LabHost } from './lab-host.ts';
import { serveLab } from './lab-methods.ts';

/** Browsers say it in steps, not all of them do, and 8 has long stood for anything above it. */
const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
const hostBytes = deviceMemory === undefined || deviceMemory >= 8 ? undefined : deviceMemory * 2 ** 30;

expose(serveLab(new LabHost(navigator.userAgent, hostBytes)));
