import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { layoutChoices } from '../../../call/display';
import { arrange, gridSteps, type LayoutType, type NamePosition, types } from '../../../layout/layout';
import { bound, moderates } from '../../../state/conference';
import { changeSettings, settings } from '../../../state/settings';
import { useStore } from '../../../state/useStore';
import { Choice } from '../../Choice';
import { Dialog } from '../../Dialog';
import { Switch } from '../../Switch';

/** How the picture is arranged: for oneself, and for everybody by a moderator. */
export function LayoutDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const now = useStore(call.display, (d) => d);
  const moderator = useConference(moderates);
  const mode = useConference((c) => c.info.mode);
  const fixed = useConference(bound) && mode !== 'video_lesson' && mode !== 'auto_selector';
  return (
    <Dialog title={t('layout.title')} onClose={onClose} wide>
      {fixed ? <p>{t('layout.fixed')}</p> : <ForMe />}
      {call.composes() && (
        <Switch
          label={t('light.label')}
          note={t('light.note')}
          on={now.composed}
          onChange={(on) => call.setLight(on)}
        />
      )}
      <Switch
        label={t('layout.self')}
        on={now.self || now.composed}
        disabled={now.composed}
        onChange={(self) => {
          changeSettings({ self: self ? 'tile' : 'corner' });
          call.show({ self });
        }}
      />
      {moderator && mode !== 'video_lesson' && mode !== 'auto_selector' && <ForAll />}
    </Dialog>
  );
}

/** What one sees oneself, as long as one may choose. */
function ForMe() {
  const { t } = useTranslation();
  const call = useCall();
  const now = useStore(call.display, (d) => d);
  const limit = useStore(settings, (s) => s.windows);
  return (
    <>
      <fieldset className="layouts">
        <legend>{t('layout.mine')}</legend>
        {layoutChoices.map((choice) => (
          <label key={choice} className="layout-choice">
            <input
              type="radio"
              name="layout"
              checked={now.layout === choice}
              onChange={() => call.show({ layout: choice, page: 0 })}
            />
            <Sketch type={sketchOf(choice)} />
            <span>{t(`layout.${choice}`)}</span>
          </label>
        ))}
      </fieldset>
      <Choice
        label={t('layout.windows')}
        value={String(limit)}
        options={[
          { value: '0', label: t('layout.windowsAuto') },
          ...gridSteps().map((n) => ({ value: String(n), label: String(n) })),
        ]}
        onChange={(value) => changeSettings({ windows: Number(value) })}
      />
    </>
  );
}

/** The default layout of everybody (not in the lesson and the auto selector, F6). */
function ForAll() {
  const { t } = useTranslation();
  const call = useCall();
  const spec = useConference((c) => c.info.layout);
  const set = (change: { type?: LayoutType; names?: NamePosition }) => {
    const before = {
      type: 'grid' as LayoutType,
      windows: 49,
      content: true,
      names: 'bottom' as NamePosition,
      ...spec,
    };
    void call.act('layout', { layout: { ...before, windows: before.windows || 49, ...change } });
  };
  return (
    <section className="layout-all">
      <h3>{t('layout.forAll')}</h3>
      <Choice
        label={t('layout.type')}
        value={spec?.type || 'grid'}
        options={types().map((type) => ({ value: type, label: t(`layout.${type}`) }))}
        onChange={(type) => set({ type: type as LayoutType })}
      />
      <Choice
        label={t('layout.names')}
        value={spec?.names || 'bottom'}
        options={(['bottom', 'top', 'hidden'] as const).map((value) => ({
          value,
          label: t(`layout.names_${value}`),
        }))}
        onChange={(names) => set({ names: names as NamePosition })}
      />
    </section>
  );
}

function sketchOf(choice: (typeof layoutChoices)[number]): LayoutType {
  if (choice === 'auto' || choice === 'tiles') return 'grid';
  return choice === 'speaker' ? 'priority_right' : choice;
}

/** A small drawing of a layout, by the same geometry as the picture. */
function Sketch({ type }: { type: LayoutType }) {
  const rects = arrange({ type, windows: 49, content: false, names: 'hidden' }, { w: 96, h: 54 }, 5);
  return (
    <svg viewBox="0 0 96 54" width="96" height="54" aria-hidden="true" className="sketch">
      {rects.map((r) => (
        <rect
          key={`${r.x} ${r.y}`}
          x={r.x + 1}
          y={r.y + 1}
          width={Math.max(0, r.w - 2)}
          height={Math.max(0, r.h - 2)}
          rx="2"
        />
      ))}
    </svg>
  );
}
