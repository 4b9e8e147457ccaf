export { TourInvitation } from './TourInvitation';
export { useTour } from './tourStore';
