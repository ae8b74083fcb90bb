import { IconDeviceCctv, IconDeviceTv, IconPhone } from '@tabler/icons-react';

const icons: Record<string, typeof IconPhone> = {
  sip: IconPhone,
  tel: IconPhone,
  h323: IconDeviceTv,
  rtsp: IconDeviceCctv,
};

/** Stands where people have their picture. */
export function TerminalIcon({ kind }: { kind: string }) {
  const Icon = icons[kind] ?? IconPhone;
  return (
    <span className="avatar avatar-s terminal" aria-hidden>
      <Icon />
    </span>
  );
}
