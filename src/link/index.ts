export { buffersOf } from './buffers';
export { Endpoint, handOver, type Answering, type Handlers, type Port, type RequestOptions } from './endpoint';
export { holdLife, type AliveMessage } from './life';
export { onceMore } from './onceMore';
export type { AnswersOf, LinkProtocol, Message, Nothing, ProgressOf, Reply, RequestMap, RequestOf } from './protocol';
export { serve, type Served } from './serve';
export { WorkerLink, type WorkerLike, type WorkerLinkOptions } from './workerLink';
