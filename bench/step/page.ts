/** The page of `npm run bench`: one contender in one worker, at the call of the program that drives the browser. */
import type { Ask } from './protocol';
import { startSession } from './session';

declare global {
  interface Window {
    ask: Ask;
  }
}

window.ask = startSession().ask;
