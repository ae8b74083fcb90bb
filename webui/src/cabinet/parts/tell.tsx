import { notifications } from '@mantine/notifications';
import { IconAlertCircle, IconCheck, IconPhoneX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { errorText } from '../i18n/errorText';

/** Says that something was done. */
export function tell(message: string): void {
  notifications.show({ message, color: 'good', icon: <IconCheck size={18} aria-hidden />, autoClose: 4000 });
}

/** Says what went wrong and what to do next; stays longer, for it must be read. */
export function tellError(t: TFunction, error: unknown, title?: string): void {
  notifications.show({
    title,
    message: errorText(t, error),
    color: 'danger',
    icon: <IconAlertCircle size={18} aria-hidden />,
    autoClose: 10_000,
    role: 'alert',
  });
}

/** Says that somebody called in vain; it stays until it was seen. */
export function tellMissed(message: string): void {
  notifications.show({
    message,
    color: 'danger',
    icon: <IconPhoneX size={18} aria-hidden />,
    autoClose: false,
  });
}
