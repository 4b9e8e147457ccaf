/** The analysis worker: what grows with the square of the images, for the page's views (engine/analysis.protocol). */
import type { AnalysisProtocol } from '../engine/analysis.protocol';
import { serve } from '../link';
import { AnalysisHost } from './analysisHost';

const host = new AnalysisHost();

serve<AnalysisProtocol>(host.handlers, (message) => host.hear(message));
