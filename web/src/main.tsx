import 'antd/dist/reset.css';
import './app/base.css';
import './app/shell/shell.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { query_client } from './api/queries';
import { give_styles_the_nonce } from './app/csp';
import { start_i18n } from './app/i18n';
import { router } from './app/router';
import { ThemeProvider } from './app/theme';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

give_styles_the_nonce();
await start_i18n();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={query_client}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
