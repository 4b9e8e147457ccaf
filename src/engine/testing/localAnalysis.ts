/** The analysis client over the real host in this thread. For tests. */
import { serve } from '../../link';
import { ChannelWorker } from '../../link/testing/channelWorker';
import { AnalysisHost } from '../../worker/analysisHost';
import { AnalysisClient } from '../analysis';
import type { AnalysisProtocol } from '../analysis.protocol';

export const localAnalysis = (): AnalysisClient =>
  new AnalysisClient(
    () =>
      new ChannelWorker((scope) => {
        const host = new AnalysisHost();
        serve<AnalysisProtocol>(host.handlers, (message) => host.hear(message), scope);
      }),
  );
