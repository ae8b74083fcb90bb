import { type DragEvent, useRef, useState } from 'react';
import { ringing } from '../ring/wire';

export type StagedFault = 'no_right' | 'too_large' | 'empty';

export interface Staged {
  /** Files that go with the next message. */
  files: readonly File[];
  /** Why the last ones were not taken. */
  fault?: { why: StagedFault; name: string };
  add: (files: Iterable<File>) => void;
  remove: (file: File) => void;
  clear: () => void;
  /** Files are being dragged over the conversation. */
  over: boolean;
  /** For the element that takes what is dropped. */
  dropping: Pick<React.HTMLAttributes<HTMLElement>, 'onDragEnter' | 'onDragOver' | 'onDragLeave' | 'onDrop'>;
}

const holdsFiles = (e: DragEvent) => e.dataTransfer.types.includes('Files');

/** Chosen, dropped and pasted files until they are sent (E7). */
export function useStaged(maySend: boolean): Staged {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [fault, setFault] = useState<Staged['fault']>();
  const [over, setOver] = useState(false);
  const depth = useRef(0); // a child that is entered says so, too

  const add = (more: Iterable<File>) => {
    const all = [...more];
    const bad = all.map((file) => ({ why: faultOf(file, maySend), name: file.name })).find((f) => f.why);
    setFault(bad?.why ? { why: bad.why, name: bad.name } : undefined);
    setFiles((now) => [...now, ...all.filter((file) => !faultOf(file, maySend))]);
  };
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return {
    files,
    fault,
    add,
    remove: (file) => setFiles((now) => now.filter((one) => one !== file)),
    clear: () => {
      setFiles([]);
      setFault(undefined);
    },
    over,
    dropping: {
      onDragEnter: (e) => {
        if (!holdsFiles(e)) return;
        depth.current++;
        setOver(true);
      },
      onDragOver: (e) => holdsFiles(e) && e.preventDefault(),
      onDragLeave: (e) => {
        if (holdsFiles(e) && --depth.current <= 0) leave();
      },
      onDrop: (e) => {
        if (!holdsFiles(e)) return;
        e.preventDefault();
        leave();
        add(e.dataTransfer.files);
      },
    },
  };
}

function faultOf(file: File, maySend: boolean): StagedFault | undefined {
  if (!maySend) return 'no_right';
  if (ringing.fileBytes > 0 && file.size > ringing.fileBytes) return 'too_large';
  return file.size === 0 ? 'empty' : undefined;
}
