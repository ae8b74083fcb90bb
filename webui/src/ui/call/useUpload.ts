import { useRef, useState } from 'react';
import { uploadFile } from '../../api/upload';
import { useCall, useSession } from '../../call/context';
import { notifyError } from '../../call/notices';
import { codeOf } from '../../protocol/refusal';
import { useStore } from '../../state/useStore';

export interface Upload {
  /** The file on its way, with how much of it is there. */
  now: { name: string; part: number } | undefined;
  start: (file: File) => Promise<void>;
  cancel: () => void;
}

/** Sends files into the chat, one at a time, to the one who is chosen at the start. */
export function useUpload(to: string): Upload {
  const call = useCall();
  const limit = useStore(useSession().hello, (h) => h?.limits.fileBytes ?? 0);
  const [now, setNow] = useState<Upload['now']>();
  const stop = useRef<AbortController>(undefined);
  const start = async (file: File) => {
    if (stop.current) return;
    if (limit > 0 && file.size > limit) return notifyError('too_large');
    const { info, you } = call.conference.get();
    const controller = new AbortController();
    stop.current = controller;
    try {
      setNow({ name: file.name, part: 0 });
      const sent = await uploadFile(
        info.cid,
        you.resume,
        file,
        (part) => setNow({ name: file.name, part }),
        controller.signal,
      );
      await call.request('chat', { text: '', file: { id: sent.id }, ...(to ? { to } : {}) });
    } catch (cause) {
      if (!controller.signal.aborted) notifyError(codeOf(cause));
    } finally {
      stop.current = undefined;
      setNow(undefined);
    }
  };
  return { now, start, cancel: () => stop.current?.abort() };
}
