/** The analysis over the host that answers in the worker, in this thread: what is computed is what the page computes. */
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
