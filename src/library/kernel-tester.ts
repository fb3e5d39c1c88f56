export { kernelVerdict } from '../report/kernel-test.ts';
