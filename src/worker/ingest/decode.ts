/** A decode worker: files in, squares of pixels out. The ingest worker starts as many as the machine has cores to spare. */
import { handOver, serve } from '../../link';
import type { DecodeProtocol } from './decode.protocol';
import { runDecodeJob } from './decodeJob';

const asker = serve<DecodeProtocol>({
  async decode({ job }, { signal }) {
    const decoded = await runDecodeJob(job, (svg, wanted) => asker.request('draw', { svg, wanted }), signal);
    return handOver(decoded, [decoded.pixels.buffer, decoded.hashes.buffer, decoded.small.buffer]);
  },
});
