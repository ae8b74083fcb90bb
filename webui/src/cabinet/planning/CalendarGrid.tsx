import {
  type Calendar,
  createCalendar,
  DayGrid,
  destroyCalendar,
  Interaction,
  TimeGrid,
} from '@event-calendar/core';
import '@event-calendar/core/index.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgendaItem } from '../data/planning';
import './calendar.css';
import { dateOfDay, dayOfDate, type View } from './days';

interface Props {
  view: Exclude<View, 'list'>;
  day: string;
  firstDay: number;
  items: readonly AgendaItem[];
  /** The id of the conference whose card is open. */
  selected?: string;
  pick: (day: string) => void;
  open: (item: AgendaItem) => void;
}

const viewName = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay' } as const;

/** Month, week or day with the meetings in it, at the times of this browser's zone. */
export default function CalendarGrid(props: Props) {
  const { view, day, firstDay, items, selected } = props;
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const options = (): Calendar.Options => ({
    view: viewName[view],
    date: dateOfDay(day),
    locale: i18n.language,
    firstDay: firstDay as Calendar.dayOfWeek,
    events: items.map((item) => eventOf(item, selected)),
    moreLinkContent: ({ num }) => t('calendar.more', { count: num }),
  });
  const first = useRef(options);
  const language = useRef(i18n.language);
  language.current = i18n.language;

  useEffect(() => {
    if (!place.current) return;
    const made = createCalendar(place.current, [DayGrid, TimeGrid, Interaction], {
      ...first.current(),
      headerToolbar: { start: '', center: '', end: '' },
      height: '100%',
      allDaySlot: false,
      dayMaxEvents: true,
      nowIndicator: true,
      editable: false,
      slotDuration: '00:30',
      scrollTime: '08:00',
      dayHeaderFormat: (date) => header(date, latest.current.view, language.current),
      eventStartEditable: false,
      dateClick: ({ date }) => latest.current.pick(dayOfDate(date)),
      eventClick: ({ event }) => {
        const item = latest.current.items.find((one) => idOf(one) === event.id);
        if (item) latest.current.open(item);
      },
    });
    calendar.current = made;
    return () => {
      calendar.current = undefined;
      void destroyCalendar(made);
    };
  }, []);

  useEffect(() => {
    const made = calendar.current;
    if (!made) return;
    for (const [name, value] of Object.entries(options())) {
      made.setOption(name as keyof Calendar.Options, value);
    }
  });

  return <div ref={place} className={`calendar calendar-${view}`} />;
}

const header = (date: Date, view: Props['view'], language: string) =>
  new Intl.DateTimeFormat(language, {
    weekday: view === 'day' ? 'long' : 'short',
    ...(view === 'week' ? { day: 'numeric' } : {}),
  }).format(date);

const idOf = ({ conference, occurrence }: AgendaItem) =>
  `${conference.id} ${occurrence.series} ${occurrence.of}`;

function eventOf(item: AgendaItem, selected?: string): Calendar.EventInput {
  const { conference, occurrence } = item;
  const marks = [
    conference.running && new Date(occurrence.end) > new Date() && 'calendar-running',
    !conference.mine && 'calendar-others',
    conference.id === selected && 'calendar-selected',
    new Date(occurrence.end) < new Date() && 'calendar-over',
  ];
  return {
    id: idOf(item),
    title: conference.name,
    start: new Date(occurrence.start),
    end: new Date(occurrence.end),
    className: marks.filter((mark) => mark !== false),
  };
}
