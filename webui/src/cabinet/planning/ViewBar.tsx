import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../editor/repeat';
import { dayFormat, stepped, today, type View, views, weekOf } from './days';
import classes from './Planning.module.css';

interface Props {
  view: View;
  day: string;
  firstDay: number;
  phone: boolean;
  look: (change: { view?: View; day?: string }) => void;
}

/** Which part of the calendar is shown, and the choice between calendar and list (D10). */
export function ViewBar({ view, day, firstDay, phone, look }: Props) {
  const { t, i18n } = useTranslation();
  const step = (by: 1 | -1) => look({ day: stepped(view, day, by) });
  const offered: readonly View[] = phone ? ['month', 'list'] : views;
  return (
    <div className={classes.bar}>
      {view !== 'list' && (
        <>
          <h2 className={classes.period} aria-live="polite">
            {periodOf(view, day, firstDay, i18n.language)}
          </h2>
          <Button variant="default" size="sm" onClick={() => look({ day: today() })}>
            {t('calendar.today')}
          </Button>
          {([-1, 1] as const).map((by) => {
            const label = t(`calendar.${by < 0 ? 'before' : 'after'}.${view}`);
            return (
              <Tooltip key={by} label={label}>
                <ActionIcon variant="default" size={36} aria-label={label} onClick={() => step(by)}>
                  {by < 0 ? (
                    <IconChevronLeft size={18} aria-hidden />
                  ) : (
                    <IconChevronRight size={18} aria-hidden />
                  )}
                </ActionIcon>
              </Tooltip>
            );
          })}
        </>
      )}
      <SegmentedControl
        aria-label={t('calendar.view.label')}
        value={view}
        onChange={(value) => look({ view: value as View })}
        data={offered.map((value) => ({
          value,
          label: t(`calendar.view.${phone && value === 'month' ? 'calendar' : value}`),
        }))}
      />
    </div>
  );
}

function periodOf(view: View, day: string, firstDay: number, language: string): string {
  if (view === 'month') return dayFormat(language, { month: 'long', year: 'numeric' }).of(day);
  if (view === 'day') return dayFormat(language, { dateStyle: 'full' }).of(day);
  const first = weekOf(day, firstDay)[0] ?? day;
  return dayFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }).range(
    first,
    addDays(first, 6),
  );
}
