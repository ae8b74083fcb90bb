import type { MantineColorSchemeManager } from '@mantine/core';
import { chooseScheme, scheme } from '../../state/scheme';

/** The choice of light, dark or the system's, as the component library asks for it. */
export function schemeManager(): MantineColorSchemeManager {
  let stop = () => {};
  return {
    get: () => scheme.get(),
    set: chooseScheme,
    subscribe: (update) => {
      stop = scheme.subscribe(() => update(scheme.get()));
    },
    unsubscribe: () => stop(),
    clear: () => chooseScheme('auto'),
  };
}
