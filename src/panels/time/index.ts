export { TimeBar } from './TimeBar';
export { stepBy } from './steps';
