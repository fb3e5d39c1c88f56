import type { Random } from '../random.ts';
import { between, characters, type Fillers, fill } from './fill.ts';

const TEMPLATES = [
  'CONGRATULATIONS <name>!!! You have been selected to WIN <prize>. Click <link> to claim now!',
  '🔥 <urgent> 🔥 <product> only $<price>! <deal> Order at <link>',
  'Dear <honorific>, I am <sender>, and I wish to transfer the sum of $<sum> into your account. Reply with your details.',
  'Make $<sum> per <period> from home with this one weird trick. No experience, 100% FREE to join: <link>',
  'Your package <code> could not be delivered. Pay a fee of $<price> within <hours> hours at <link>',
  'FINAL NOTICE: your account will be closed in <hours> hours. Verify now: <link>',
  '<urgent> Get <product> with <percent>% OFF, use code <code>. <deal>',
  'Hi <name>, I saw your website and can bring it to page 1 of search results for $<price> a month. Interested?',
  'You have (<percent>) unread messages from singles near you 💋 <link>',
  'Double your coins!!! Send any amount to the wallet below, get 2x back in <hours> minutes. <wallet>',
  'Doctors are SHOCKED by this <product>. Lose <percent> pounds in <hours> days! <link>',
  'LOANS approved in <hours> minutes, bad credit OK, no questions asked. Call 555-<phone> now!!!',
  'RE: RE: your invoice <code> for $<sum> is overdue, open the attachment to avoid a penalty',
  '★★★★★ "<product> changed my life" <deal> Buy at <link> ★★★★★',
  'Win <prize>! Text WIN to <phone>. <deal> Reply STOP to opt out.',
  'We buy houses for CASH!!! Any condition. Free offer in <hours> hours. <link>',
];

const FILLERS: Fillers = {
  name: ['friend', 'winner', 'lucky customer', 'user<phone>', 'Sir/Madam', 'valued member', 'Maria', 'Kevin'],
  honorific: ['Sir', 'Madam', 'Beloved', 'Friend in Business', 'Account Holder', 'Respected One'],
  prize: [
    'a brand new PHONE',
    'a $<price> gift card',
    'a trip for two to <place>',
    '$<sum> in CASH',
    'a FREE car',
    'a lifetime supply of <product>',
  ],
  place: ['Bali', 'Paris', 'Cancun', 'the Maldives', 'Las Vegas'],
  product: [
    'miracle keto gummies',
    'luxury watches',
    'designer sunglasses',
    'brain booster pills',
    'male vitality drops',
    'solar panels',
    'extended car warranty',
    'cheap meds without prescription',
    'anti-aging serum',
    'premium VPN',
  ],
  urgent: [
    'HURRY',
    'ACT NOW',
    'LAST CHANCE',
    'LIMITED OFFER',
    'ONE DAY ONLY',
    'DO NOT MISS OUT',
    'FLASH SALE',
  ],
  deal: [
    'Only <percent> left!',
    'Offer ends at midnight!!!',
    'Money back guaranteed!',
    'Buy 1 get <hours> FREE!',
    'No credit card needed!',
    'Free shipping!',
  ],
  sender: [
    'Prince Adebayo',
    'Barrister Cole',
    'the widow of a late general',
    'Mrs. Grace Okon',
    'a bank manager',
  ],
  period: ['day', 'week', 'hour', 'month'],
  link: ['http://<site>.example/<code>', 'https://<site>.example.com/claim?id=<code>', 'www.<site>.example'],
  site: [
    'best-deals-4u',
    'claim-prize',
    'secure-verify',
    'cheap-meds',
    'track-parcel',
    'easy-cash',
    'hot-offers',
  ],
  sum: (random) => `${between(random, 2, 950)},${between(random, 100, 999)}`,
  price: (random) => `${between(random, 1, 499)}.${random.pick(['00', '95', '97', '99'])}`,
  percent: (random) => String(between(random, 5, 95)),
  hours: (random) => String(between(random, 2, 72)),
  phone: (random) => characters(random, '0123456789', 5),
  code: (random) => characters(random, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', between(random, 5, 10)),
  wallet: (random) => `0x${characters(random, '0123456789abcdef', 40)}`,
};

/** An advertisement or a fraud. All of its addresses are reserved names that lead nowhere. */
export function spam(random: Random): string {
  return fill(random.pick(TEMPLATES), FILLERS, random);
}
