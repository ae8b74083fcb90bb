import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../call/call';
import { useCall, useConference } from '../../call/context';
import { opticsOf, panel } from '../../call/panels';
import { createSteer, type Steer, type Vector } from '../../call/steer';
import { codeOf } from '../../protocol/refusal';
import type { Optics } from '../../protocol/types';
import { moderates, participantOf } from '../../state/conference';
import { useStore } from '../../state/useStore';
import { Button } from '../Button';
import { IconButton } from '../IconButton';
import { PresetList } from './PresetList';

/** The pad that moves a camera, over the picture so that one sees what one does. */
export default function OpticsPad() {
  const participant = useStore(opticsOf, (id) => id);
  const name = useConference((c) => (moderates(c) ? participantOf(c, participant)?.name : undefined));
  if (!participant || name === undefined) return null;
  return <Pad key={participant} participant={participant} name={name} />;
}

/** How fast it goes: half of what the camera can is enough to aim. */
const speed = 0.5;

const vectors = {
  left: { pan: -speed, tilt: 0, zoom: 0 },
  right: { pan: speed, tilt: 0, zoom: 0 },
  up: { pan: 0, tilt: speed, zoom: 0 },
  down: { pan: 0, tilt: -speed, zoom: 0 },
  near: { pan: 0, tilt: 0, zoom: speed },
  wide: { pan: 0, tilt: 0, zoom: -speed },
} satisfies Record<string, Vector>;
type Way = keyof typeof vectors;

const keys: Record<string, Way> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  '+': 'near',
  '=': 'near',
  '-': 'wide',
};

function Pad({ participant, name }: { participant: string; name: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const { optics, failed, again } = useOptics(call, participant);
  const steer = useSteer(call, participant);
  const pad = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the list from which it was opened lies over it.
    if (matchMedia('(max-width: 719px), (max-height: 480px)').matches) panel.set('none');
    pad.current?.focus();
  }, []);
  const close = () => opticsOf.set('');
  const down = (e: KeyboardEvent) => {
    if (e.target instanceof HTMLInputElement) return;
    const way = keys[e.key];
    if (e.key === 'Escape') close();
    else if (way && !e.repeat && optics && can(optics, way)) steer.move(vectors[way]);
    else if (!way) return;
    e.preventDefault();
    e.stopPropagation();
  };
  const up = (e: KeyboardEvent) => {
    if (keys[e.key] && !(e.target instanceof HTMLInputElement)) steer.stop();
  };
  return (
    <section
      ref={pad}
      className="optics"
      aria-label={t('optics.title', { name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the camera while the pad has the focus
      tabIndex={0}
      onKeyDown={down}
      onKeyUp={up}
    >
      <header className="optics-head">
        <span>{name}</span>
        <IconButton label={t('optics.close')} icon={<IconX />} onClick={close} />
      </header>
      {failed && (
        <div role="alert">
          <p className="field-note">{t([`errors.${failed}`, 'errors.internal'])}</p>
          <Button onClick={again}>{t('optics.again')}</Button>
        </div>
      )}
      {!failed && !optics && <div className="skeleton line" />}
      {optics && <Buttons optics={optics} steer={steer} />}
      {optics?.movement.presets && (
        <PresetList participant={participant} presets={optics.presets} changed={again} />
      )}
    </section>
  );
}

const can = ({ movement }: Optics, way: Way) =>
  way === 'near' || way === 'wide' ? movement.zoom : movement.panTilt;

function Buttons({ optics, steer }: { optics: Optics; steer: Steer }) {
  const all: [Way, ReactNode][] = [
    ['wide', <IconZoomOut key="wide" />],
    ['up', <IconArrowUp key="up" />],
    ['near', <IconZoomIn key="near" />],
    ['left', <IconArrowLeft key="left" />],
    ['down', <IconArrowDown key="down" />],
    ['right', <IconArrowRight key="right" />],
  ];
  return (
    <div className="optics-pad">
      {all.map(([way, icon]) => (
        <Held key={way} way={way} icon={icon} steer={steer} disabled={!can(optics, way)} />
      ))}
    </div>
  );
}

interface HeldProps {
  way: Way;
  icon: ReactNode;
  steer: Steer;
  disabled: boolean;
}

/** A button that does something as long as it is pressed, by pointer or by key. */
function Held({ way, icon, steer, disabled }: HeldProps) {
  const { t } = useTranslation();
  const press = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' && e.key !== ' ') return;
    e.preventDefault();
    e.stopPropagation();
    if (!e.repeat) steer.move(vectors[way]);
  };
  return (
    <IconButton
      label={t(`optics.${way}`)}
      icon={icon}
      disabled={disabled}
      onPointerDown={(e) => {
        if (e.button !== 0) return;
        e.currentTarget.setPointerCapture(e.pointerId);
        steer.move(vectors[way]);
      }}
      onLostPointerCapture={steer.stop}
      onContextMenu={(e) => e.preventDefault()}
      onKeyDown={press}
      onKeyUp={steer.stop}
      onBlur={steer.stop}
    />
  );
}

/** What of the camera can be moved, or why it is not known. */
function useOptics(call: Call, participant: string) {
  const [optics, setOptics] = useState<Optics>();
  const [failed, fail] = useState('');
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    let stale = false;
    call.request('ptz', { participant, do: 'look' }).then(
      (answer) => {
        if (stale) return;
        setOptics(answer.optics);
        fail('');
      },
      (cause: unknown) => stale || fail(codeOf(cause)),
    );
    return () => {
      stale = true;
    };
  }, [call, participant, turn]);
  return { optics, failed, again: () => setTurn((n) => n + 1) };
}

/** Moves the camera; stops when the pad or the page goes away. */
function useSteer(call: Call, participant: string): Steer {
  const [steer] = useState(() =>
    createSteer(async (to) => {
      const done = to ? { participant, do: 'move' as const, ...to } : { participant, do: 'stop' as const };
      if (!(await call.act('ptz', done))) throw new Error('not done');
    }),
  );
  useEffect(() => {
    const hide = () => document.hidden && steer.stop();
    document.addEventListener('visibilitychange', hide);
    addEventListener('blur', steer.stop);
    return () => {
      document.removeEventListener('visibilitychange', hide);
      removeEventListener('blur', steer.stop);
      steer.stop();
    };
  }, [steer]);
  return steer;
}
