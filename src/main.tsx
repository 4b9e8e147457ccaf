import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './app/theme.css';
import './app/components.css';
import { App } from './app/App';
import { RootBoundary } from './app/boundaries/RootBoundary';
import { createLab } from './app/scripting/lab';
import { stores } from './app/pageStores';
import { LabProvider } from './state/LabProvider';
import { startPage } from './state/page';

window.lab = createLab(stores, startPage(stores));

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to draw into.');
createRoot(root).render(
  <StrictMode>
    <RootBoundary>
      <LabProvider stores={stores}>
        <App />
      </LabProvider>
    </RootBoundary>
  </StrictMode>,
);
