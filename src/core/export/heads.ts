/** The common head after the changes that were applied to it while it trained. Pure. */
import type { HeadConfig } from '../configuration/schema';

export const headAfterAll = (head: HeadConfig, applied: readonly { head: Partial<HeadConfig> }[]): HeadConfig =>
  applied.reduce((before, change) => ({ ...before, ...change.head }), head);
