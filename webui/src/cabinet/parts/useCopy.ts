import { useEffect, useRef, useState } from 'react';

/** Puts text on the clipboard; pages on plain HTTP have no clipboard API, there the old way serves. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'offscreen';
  area.setAttribute('readonly', '');
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('the browser refused to copy');
}

/** `copied` stays true for two seconds, for the mark on the button. */
export function useCopy(): { copied: boolean; failed: boolean; copy: (text: string) => void } {
  const [state, setState] = useState<'' | 'copied' | 'failed'>('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (value: 'copied' | 'failed') => {
    clearTimeout(timer.current);
    setState(value);
    timer.current = setTimeout(() => setState(''), 2000);
  };
  return {
    copied: state === 'copied',
    failed: state === 'failed',
    copy: (text) =>
      void copyText(text).then(
        () => show('copied'),
        () => show('failed'),
      ),
  };
}
