/** Which regions of a plan may share a buffer. */
import { align, type Home } from './region';

export interface Slot {
  size: number;
  homes: Home[];
}

const overlap = (a: Home, b: Home): boolean => a.first <= b.last && b.first <= a.last;

/**
 * Gives every home a slot, the largest first: the smallest slot that is free between its first and last use, else a new one
 * (greedy by size, Pisarchyk & Lee, arXiv 2001.03288, algorithm 2). Homes that live at the same time never share: a dispatch may not
 * read and write one buffer. Slots come with the largest first.
 */
export function assignSlots(homes: readonly Home[]): Slot[] {
  const slots: Slot[] = [];
  // Of equal sizes the longest-lived first: what is left over then fits between.
  const bySize = [...homes].sort((a, b) => b.size - a.size || b.last - b.first - (a.last - a.first));
  for (const home of bySize) {
    // No slot is smaller than what is placed now; the last that is free is the smallest.
    const slot = slots.findLast(({ homes: sharing }) => !sharing.some((other) => overlap(home, other)));
    if (slot) slot.homes.push(home);
    else slots.push({ size: align(home.size), homes: [home] });
  }
  return slots;
}
