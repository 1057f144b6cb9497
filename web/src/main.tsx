import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { makeQueryClient } from './app/query';
import { makeRouter } from './app/router';
import { theme, variables } from './app/theme';

const client = makeQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in' || pathname === '/setup') return;
  client.clear();
  void router.navigate({ to: '/sign-in', search: { return: href } });
});
const router = makeRouter(client);

// A page left open over an update asks for parts of the version before; loading it anew brings the present ones.
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('tacit.reloaded') ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem('tacit.reloaded', String(Date.now()));
  window.location.reload();
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
