/** The worker's end of a link. */
import { Endpoint, type Handlers, type Port } from './endpoint';
import { holdLife, type AliveMessage } from './life';
import type { LinkProtocol, RequestMap } from './protocol';

type Side<T> = T & RequestMap<T>;

export type Served<P extends LinkProtocol> = Endpoint<Side<P['callbacks']>, P['events'], Side<P['requests']>, P['messages']>;

/**
 * Answers what the page asks of this worker.
 * @param scope the worker's own scope, or in tests a port
 * @returns this end, to ask and tell the page
 */
export function serve<P extends LinkProtocol>(
  handlers: Handlers<Side<P['requests']>>,
  onEvent?: (message: P['messages']) => void,
  // The page's types are the ones in force in this project: a dedicated worker's `postMessage` takes a list of transfers.
  scope: Port = self as unknown as Port,
): Served<P> {
  const ready = holdLife((message: AliveMessage) => scope.postMessage(message, []));
  return new Endpoint(scope, { handlers, onEvent, ready });
}
