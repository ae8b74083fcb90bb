import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../editor/repeat';
import { dayFormat, monthOf, stepped, today, weekOf } from './days';
import classes from './Planning.module.css';

interface Props {
  day: string;
  firstDay: number;
  /** How many meetings the day has. */
  count: (day: string) => number;
  pick: (day: string) => void;
}

/** The month as days to choose from; arrows, Home, End and Page keys go through it. */
export function MonthStrip({ day, firstDay, count, pick }: Props) {
  const { t, i18n } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const name = (options: Intl.DateTimeFormatOptions) => dayFormat(i18n.language, options).of;
  const [short, long, full] = [
    name({ weekday: 'short' }),
    name({ weekday: 'long' }),
    name({ weekday: 'long', day: 'numeric', month: 'long' }),
  ];
  const move = (e: KeyboardEvent) => {
    const week = weekOf(day, firstDay);
    const to = {
      ArrowLeft: addDays(day, -1),
      ArrowRight: addDays(day, 1),
      ArrowUp: addDays(day, -7),
      ArrowDown: addDays(day, 7),
      Home: week[0],
      End: week[6],
      PageUp: stepped('month', day, -1),
      PageDown: stepped('month', day, 1),
    }[e.key];
    if (!to) return;
    e.preventDefault();
    pick(to);
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus());
  };
  return (
    <table ref={table} className={classes.strip} aria-label={t('calendar.month')} onKeyDown={move}>
      <thead>
        <tr>
          {weekOf(day, firstDay).map((one) => (
            <th key={one} scope="col" abbr={long(one)}>
              {short(one)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {monthOf(day, firstDay).map((week) => (
          <tr key={week[0]}>
            {week.map((one) => {
              const meetings = count(one);
              return (
                <td key={one}>
                  <button
                    type="button"
                    className={classes.day}
                    data-day={one}
                    data-today={one === today() || undefined}
                    data-other={one.slice(0, 7) !== day.slice(0, 7) || undefined}
                    data-busy={meetings > 0 || undefined}
                    aria-pressed={one === day}
                    aria-current={one === today() ? 'date' : undefined}
                    aria-label={`${full(one)}${meetings > 0 ? `, ${t('calendar.meetings', { count: meetings })}` : ''}`}
                    tabIndex={one === day ? 0 : -1}
                    onClick={() => pick(one)}
                  >
                    {Number(one.slice(8))}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
