import { MantineProvider, MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
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
        <Notices />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}

/** What was done and what went wrong; the library leaves its buttons without a name. */
function Notices() {
  const { t } = useTranslation();
  const named = useMemo(
    () => ({
      components: {
        Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('confirm.close') } } },
      },
    }),
    [t],
  );
  return (
    <MantineThemeProvider theme={named} inherit>
      <Notifications position="bottom-center" limit={3} />
    </MantineThemeProvider>
  );
}
