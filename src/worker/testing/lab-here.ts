import { type Client, clientOf } from '../client.ts';
import { LabHost } from '../lab-host.ts';
import { type LabMethods, serveLab } from '../lab-methods.ts';

/** The lab without a worker around it. */
export function labHere(lab = new LabHost('test')): Client<LabMethods> {
  return clientOf<LabMethods>(serveLab(lab));
}
