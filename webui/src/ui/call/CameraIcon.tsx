import {
  IconAlertTriangle,
  IconDeviceCctv,
  IconDeviceCctvOff,
  IconLock,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { CameraState } from '../../protocol/types';

const icons: Record<string, typeof IconLock> = {
  connecting: IconDeviceCctv,
  live: IconDeviceCctv,
  no_signal: IconDeviceCctvOff,
  wrong_password: IconLock,
  unreachable: IconPlugConnectedX,
};

/** How an IP camera does, as a sign beside the words. */
export function CameraIcon({ state }: { state: CameraState['state'] }) {
  const Icon = icons[state] ?? IconAlertTriangle;
  return <Icon aria-hidden />;
}
