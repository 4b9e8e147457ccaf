export { TourInvitation } from './TourInvitation';
