import type { TFunction } from 'i18next';
import { type CameraLook, type CameraState, cameraStates } from '../data/cameras';

export const colours: Record<CameraState, string> = {
  connecting: 'warn',
  live: 'good',
  no_signal: 'warn',
  wrong_password: 'danger',
  unreachable: 'danger',
  not_found: 'danger',
  unsupported: 'danger',
  barred: 'danger',
  failed: 'danger',
};

/** The state, also of a server that knows more of them than this page. */
export const stateOf = (look: Pick<CameraLook, 'state'> | undefined): CameraState | undefined =>
  look?.state ? (cameraStates.find((s) => s === look.state) ?? 'failed') : undefined;

/** Codec names as people know them. */
const codecs: Record<string, string> = {
  H264: 'H.264',
  H265: 'H.265',
  JPEG: 'Motion JPEG',
  PCMU: 'G.711 µ',
  PCMA: 'G.711 A',
  G722: 'G.722',
  'G726-32': 'G.726',
  'MPEG4-GENERIC': 'AAC',
  opus: 'Opus',
};

export const codecName = (name: string) => codecs[name] ?? name;

/** Whether browsers are never shown the pictures of a stream as they are. */
export const codedAnew = (codec: string) => codec === 'H265' || codec === 'JPEG';

/** What comes of a camera, in one line; what is not known is left out. */
export function stream(t: TFunction, look: CameraLook, language: string): string {
  const number = (n: number, digits = 0) =>
    n.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return [
    look.video && codecName(look.video),
    look.width > 0 && `${look.width} × ${look.height}`,
    look.rate > 0 && t('cameras.rate', { rate: number(look.rate) }),
    look.bits > 0 && t('cameras.bits', { bits: number(look.bits / 1e6, 1) }),
    look.sound && codecName(look.sound),
    look.transport.toUpperCase(),
  ]
    .filter(Boolean)
    .join(' · ');
}
