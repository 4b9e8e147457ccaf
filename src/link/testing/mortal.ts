/** A worker that ends when it is asked to. For tests. */
import { serve } from '../serve';

serve({
  ping: () => 'pong',
  wait: () => new Promise(() => undefined),
  die: () => self.close(),
});
