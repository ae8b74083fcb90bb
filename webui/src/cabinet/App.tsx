import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useState } from 'react';
import { RouterProvider } from 'react-router';
import { createQueries } from './data/query';
import { styleNonce } from './look/nonce';
import { schemeManager } from './look/scheme';
import { cssVariables, theme } from './look/theme';
import { createRoutes } from './routes';

/** The second entry: login, cabinet and administration. */
export function App() {
  const [queries] = useState(createQueries);
  const [scheme] = useState(schemeManager);
  const [router] = useState(createRoutes);
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={scheme}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
        deduplicateInlineStyles
      >
        <Notifications position="bottom-center" limit={3} />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
