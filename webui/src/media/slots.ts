import { step } from '../layout/layout';

/** Slots for sound: the loudest few are enough, see the server's choice of speakers. */
export const audioSlots = 5;

/** The number of video slots to have when `want` are needed; each step costs one negotiation. */
export function videoSlotsFor(want: number): number {
  return step(want);
}

/** The kinds of video the server passes on, and what repairs them. */
export function isForwarded({
  mimeType,
  sdpFmtpLine = '',
}: {
  mimeType: string;
  sdpFmtpLine?: string;
}): boolean {
  switch (mimeType.toLowerCase()) {
    case 'video/vp8':
    case 'video/rtx':
      return true;
    case 'video/vp9':
      return !/profile-id=[1-9]/.test(sdpFmtpLine);
    case 'video/av1':
      return !/profile=[1-9]/.test(sdpFmtpLine);
    case 'video/h264':
      return /packetization-mode=1/.test(sdpFmtpLine);
    default:
      return false;
  }
}
