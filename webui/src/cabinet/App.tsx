import { MantineProvider, MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, useMemo, useState } from 'react';
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
        <Named>
          <Notifications position="bottom-center" limit={3} />
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </Named>
      </MantineProvider>
    </StrictMode>
  );
}

/** Parts of the library that it leaves without a name, named in the language of the page. */
function Named({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const named = useMemo(() => {
    const close = { defaultProps: { closeButtonProps: { 'aria-label': t('confirm.close') } } };
    const reveal = {
      defaultProps: { visibilityToggleButtonProps: { 'aria-label': t('login.showPassword') } },
    };
    return { components: { Drawer: close, Modal: close, Notification: close, PasswordInput: reveal } };
  }, [t]);
  return (
    <MantineThemeProvider theme={named} inherit>
      {children}
    </MantineThemeProvider>
  );
}
