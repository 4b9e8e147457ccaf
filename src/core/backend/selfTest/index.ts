export { runSelfTest, type SelfTestOptions, type SelfTestResult } from './selfTest';
