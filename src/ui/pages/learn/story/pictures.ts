/** The story's pictures: those computed in the page, and those of the example that ships with it. */
export { AnswersPicture, GrowthPicture, LeadPicture, PricePicture } from './example-pictures.tsx';
export { BitPicture, CutPicture, SumPicture, TreeScenePicture } from './live-pictures.tsx';
