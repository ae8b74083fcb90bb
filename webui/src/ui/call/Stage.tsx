import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { wideOn, windowsFor } from '../../call/display';
import { windowKey } from '../../call/sizes';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { IconButton } from '../IconButton';
import { Alone } from './Alone';
import { ComposedPicture } from './ComposedPicture';
import { EmptyTile } from './EmptyTile';
import { placeWindows } from './place';
import { Tile } from './Tile';
import { useSwipe } from './useSwipe';

/** The windows of the view, where the common geometry puts them. */
export function Stage() {
  const call = useCall();
  const view = useConference((c) => c.view);
  const limit = useStore(settings, (s) => s.windows);
  const light = useStore(call.display, (d) => d.composed);
  const [ref, size] = useSize();
  useEffect(() => {
    const { w, h } = light ? wideOn(size) : size;
    if (w > 0) call.show({ windows: windowsFor(w, h, limit) });
  }, [call, size, limit, light]);
  const swipe = useSwipe((step) => {
    const page = view.page + step;
    if (page >= 0 && page < view.pages) call.show({ page });
  });
  const rects = view.composed ? [] : placeWindows(view, size);
  return (
    <div className="stage" ref={ref} {...swipe}>
      {view.composed && size.w > 0 && <ComposedPicture size={size} />}
      {size.w > 0 &&
        view.windows.map((window, i) => {
          const rect = rects[i];
          if (rect && !window.participant) {
            const { label } = window;
            // biome-ignore lint/suspicious/noArrayIndexKey: an empty window is nothing but its place
            return <EmptyTile key={`empty ${i}`} name={label} rect={rect} names={view.layout.names} />;
          }
          return rect ? (
            <Tile
              key={windowKey(window.participant, window.source)}
              window={window}
              rect={rect}
              names={view.layout.names}
            />
          ) : null;
        })}
      <Alone />
      <Pager />
    </div>
  );
}

function Pager() {
  const { t } = useTranslation();
  const call = useCall();
  const page = useConference((c) => c.view.page);
  const pages = useConference((c) => c.view.pages);
  if (pages < 2) return null;
  return (
    <nav className="pager" aria-label={t('pager.label')}>
      <IconButton
        label={t('pager.back')}
        icon={<IconChevronLeft />}
        disabled={page === 0}
        onClick={() => call.show({ page: page - 1 })}
      />
      <span aria-live="polite">{t('pager.at', { page: page + 1, pages })}</span>
      <IconButton
        label={t('pager.next')}
        icon={<IconChevronRight />}
        disabled={page >= pages - 1}
        onClick={() => call.show({ page: page + 1 })}
      />
    </nav>
  );
}

function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ w: 0, h: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setSize({ w: element.clientWidth, h: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, size] as const;
}
