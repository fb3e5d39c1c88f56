import { expose } from 'comlink';
import { LabHost } from './lab-host.ts';
import { serveLab } from './lab-methods.ts';

expose(serveLab(new LabHost(navigator.userAgent)));
