/** The projection worker: what `projectionHost` draws, for the page's orders (engine/projection.protocol). */
import type { ProjectionRequest } from '../engine/projection.protocol';
import { ProjectionHost } from './projectionHost';

const host = new ProjectionHost((response, transfer) => self.postMessage(response, { transfer }));

self.addEventListener('message', ({ data }: MessageEvent<ProjectionRequest>) => host.receive(data));
