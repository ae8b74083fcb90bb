import { dialText } from '../../dial/dialText';
import { useExplained } from '../../dial/useExplained';
import type { Invited } from '../data/conference';

const devices: ReadonlySet<string | undefined> = new Set(['sip', 'tel', 'h323', 'rtsp']);

/** The device that is typed as a dial string (G7), or the code of what is wrong with the string. */
export function useDevice(typed: string): { device?: Invited & { dial: string }; wrong?: string } {
  const explained = useExplained(dialText(typed))?.explained;
  if (explained?.error) return { wrong: explained.error.code };
  if (!explained?.canonical || !devices.has(explained.kind)) return {};
  return { device: { dial: explained.canonical, name: explained.name } };
}
