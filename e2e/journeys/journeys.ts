import { encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import { shortExperiment } from '../short-experiment.ts';
import { type Effort, RUN_MS, type Visitor } from './visitor.ts';

export const DEVICES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

export type Device = keyof typeof DEVICES;

/** What somebody wants who comes to the page for the first time, and what it may cost them at most. */
export interface Journey {
  readonly name: string;
  /** @param address the page's, with a slash at its end. Throws Error where the way ends before what was wanted. */
  readonly walk: (visitor: Visitor, address: string) => Promise<void>;
  readonly most: Readonly<Record<Device, Omit<Effort, 'lookedFor'>>>;
}

const link = encodeLink(parsePayload({ experiment: shortExperiment(6, 'variant') }));

async function runShort(visitor: Visitor, address: string): Promise<void> {
  await visitor.enter(`${address}${link}`);
  await visitor.click(/^Run on/);
  await visitor.see(/^Done: 18 tokens/, RUN_MS);
}

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'understand: from the sentence to the two texts, and down to one sum',
    async walk(visitor, address) {
      await visitor.enter(address);
      await visitor.see(/^The same question to the same model can get another answer/);
      await visitor.see(/After 33 equal tokens the answers part/);
      await visitor.click(/fall into its kernels/);
      await visitor.see(/operations add in another order/);
      await visitor.click(/fall into one of its sums/);
      await visitor.see(/added in two orders give/);
      await visitor.click(/^What these bits do to the token/);
      await visitor.see(/overtook ' much'/);
    },
    most: { desktop: { clicks: 3, scrolled: 700 }, phone: { clicks: 3, scrolled: 2600 } },
  },
  {
    name: 'run: one click, the way to cancel at hand, and the verdict',
    async walk(visitor, address) {
      await visitor.enter(`${address}${link}`);
      if (!(await visitor.isAtHand(/^Run on/))) throw new Error('Run is out of reach');
      await visitor.click(/^Run on/);
      if (!(await visitor.isAtHand(/^Cancel$/))) throw new Error('Cancel is out of reach');
      await visitor.see(/^Done: 18 tokens/, RUN_MS);
      await visitor.see(/^Computed here/);
    },
    most: { desktop: { clicks: 1, scrolled: 100 }, phone: { clicks: 1, scrolled: 100 } },
  },
  {
    name: 'change: another prompt, the old results staying beside it until the new ones are there',
    async walk(visitor, address) {
      await runShort(visitor, address);
      await visitor.click(/^.{0,3}probe\s+probe/);
      await visitor.click(/^Once upon a time$/);
      await visitor.press('End');
      await visitor.type(' the king');
      // The caret is kept in sight for as long as letters come: nobody looks away before the last one.
      await visitor.see(/^Once upon a time the king/);
      await visitor.see(/before the experiment was changed/);
      await visitor.click(/^Run on/);
      await visitor.see(/^Computed here/, RUN_MS);
      await visitor.see(/^Done: 18 tokens/, RUN_MS);
      await visitor.see(/^Once upon a time the king/);
    },
    most: { desktop: { clicks: 4, scrolled: 300 }, phone: { clicks: 4, scrolled: 6000 } },
  },
  {
    name: 'share: a link that tells the next one whether these are the same bits',
    async walk(visitor, address) {
      await runShort(visitor, address);
      await visitor.click(/^Share$/);
      await visitor.see(/^Carry a receipt/);
      const shared = await visitor.valueOf('Link');
      if (!shared.includes('#v1.')) throw new Error(`the link is ${shared}`);
      await visitor.enter(shared);
      await visitor.see(/Run it to see whether these are the same bits/);
      await visitor.click(/^Run on/);
      await visitor.see(/Same bits as the sender’s adapter/, RUN_MS);
    },
    most: { desktop: { clicks: 3, scrolled: 300 }, phone: { clicks: 3, scrolled: 300 } },
  },
  {
    name: 'come back: results after a reload, by Back and in the list of runs',
    async walk(visitor, address) {
      await runShort(visitor, address);
      await visitor.read();
      await visitor.reload();
      await visitor.see(/Kept run of/);
      await visitor.click(/^Runs$/);
      // Until the page has come, the lab that is left has its title too, far below.
      await visitor.see(/^What ran in this browser stays in it/);
      await visitor.see(/^A short run$/);
      const title = await visitor.title();
      if (!/^Runs/.test(title)) throw new Error(`the page of runs is called ${title}`);
      await visitor.back();
      await visitor.see(/Kept run of/);
    },
    most: { desktop: { clicks: 2, scrolled: 300 }, phone: { clicks: 2, scrolled: 300 } },
  },
];

/** Throws Error where a journey took more than it may. */
export function checkEffort({ name, most }: Journey, device: Device, effort: Effort): void {
  const { clicks, scrolled, lookedFor } = effort;
  const bound = most[device];
  const told = `${name}, ${device}: ${clicks} clicks, ${scrolled} px scrolled (${lookedFor.join(', ')})`;
  if (clicks > bound.clicks || scrolled > bound.scrolled)
    throw new Error(`${told}; at most ${bound.clicks} clicks and ${bound.scrolled} px`);
}
