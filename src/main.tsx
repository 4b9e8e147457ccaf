import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './app/theme.css';
import './app/components.css';
import { App } from './app/App';
import { RootBoundary } from './app/RootBoundary';
import { createLab } from './app/lab';
import { ingestStore } from './state/ingest';
import { labStore } from './state/labStore';
import { startPage } from './state/page';

window.lab = createLab(labStore, startPage(), ingestStore);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to draw into.');
createRoot(root).render(
  <StrictMode>
    <RootBoundary>
      <App />
    </RootBoundary>
  </StrictMode>,
);
