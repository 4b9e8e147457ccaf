export * from './errors';
export { errorOf, messageOf } from './messageOf';
export { reviveError, serialiseError, type SerialisedError } from './serialise';
