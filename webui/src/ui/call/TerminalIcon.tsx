import { IconDeviceCctv, IconDeviceTv, IconPhone } from '@tabler/icons-react';

const icons: Record<string, typeof IconPhone> = {
  sip: IconPhone,
  tel: IconPhone,
  h323: IconDeviceTv,
  rtsp: IconDeviceCctv,
};

/** Stands where people have their picture. */
export function TerminalIcon({ kind, size = 's' }: { kind: string; size?: 's' | 'l' }) {
  const Icon = icons[kind] ?? IconPhone;
  return (
    <span className={`avatar avatar-${size} terminal`} aria-hidden>
      <Icon />
    </span>
  );
}
