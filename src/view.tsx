import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './app/theme.css';
import './app/components.css';
import { ViewPage } from './app/view/ViewPage';
import { showTheme } from './state/preferences';

showTheme();

const root = document.getElementById('view');
if (!root) throw new Error('The page has no #view to draw into.');
createRoot(root).render(
  <StrictMode>
    <ViewPage />
  </StrictMode>,
);
