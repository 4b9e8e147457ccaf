export { CurvesPanel } from './CurvesPanel';
