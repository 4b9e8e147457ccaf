import type { Place } from '../../state/views/place';

export const PLACE_NAMES: Record<Place, string> = { train: 'Train', sweep: 'Sweep', runs: 'Runs' };
