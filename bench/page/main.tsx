/** The page of the benchmark: the same contenders as `npm run bench`, on the visitor's own machine. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import '../../src/app/theme.css';
import '../../src/app/components.css';
import { BenchPage } from './BenchPage';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to draw into.');
createRoot(root).render(
  <StrictMode>
    <BenchPage />
  </StrictMode>,
);
