import {
  type Calendar,
  createCalendar,
  DayGrid,
  destroyCalendar,
  Interaction,
  TimeGrid,
} from '@event-calendar/core';
import '@event-calendar/core/index.css';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgendaItem } from '../data/planning';
import { ahead, clockIn, ownZone } from '../data/zone';
import './calendar.css';
import { dayOfDate, type View } from './days';

interface Props {
  view: Exclude<View, 'list'>;
  day: string;
  firstDay: number;
  items: readonly AgendaItem[];
  /** The id of the conference whose card is open. */
  selected?: string;
  pick: (day: string) => void;
  /** The address of the card. */
  card: (item: AgendaItem) => string;
  open: (address: string) => void;
}

/** "+03:00". */
function offsetNow(): string {
  const now = new Date();
  const minutes = Math.round(ahead(ownZone(), now) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const viewName = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay' } as const;

/**
 * Month, week or day with the meetings in it, at the times of the person's zone. The
 * library knows names of zones as little as daylight saving: it is given what clocks there
 * show, and the distance to UTC for the line of now.
 */
export default function CalendarGrid(props: Props) {
  const { view, day, firstDay, items, selected } = props;
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const options = (): Calendar.Options => ({
    view: viewName[view],
    date: day,
    timeZone: offsetNow(),
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
      eventContent: ({ event, timeText }) => {
        const item = latest.current.items.find((one) => idOf(one) === event.id);
        return item && { domNodes: [link(latest.current.card(item), timeText, item.conference.name)] };
      },
      dayCellContent: ({ date }) => ({ domNodes: [dayButton(date, language.current)] }),
    });
    calendar.current = made;
    const watch = speakPlainly(place.current);
    return () => {
      watch.disconnect();
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

  const click = (e: MouseEvent) => {
    const target = e.target instanceof Element ? e.target : undefined;
    const [to, picked] = [
      target?.closest('a[data-to]')?.getAttribute('data-to'),
      target?.closest('[data-pick]')?.getAttribute('data-pick'),
    ];
    if (picked) latest.current.pick(picked);
    if (!to || e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
    e.preventDefault();
    latest.current.open(to);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links and buttons inside are clicked, which come by the keyboard, too
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div ref={place} className={`calendar calendar-${view}`} onClick={click} />
  );
}

/** A meeting as a link, which can be reached from the keyboard and opened beside. */
function link(to: string, time: string, name: string): HTMLElement {
  const a = document.createElement('a');
  a.href = to;
  a.dataset.to = to;
  a.className = 'calendar-link';
  const at = document.createElement('span');
  at.className = 'calendar-time';
  at.textContent = time;
  a.append(at, ' ', name);
  return a;
}

/** The number of a day, which lists this day. */
function dayButton(date: Date, language: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'calendar-pick';
  button.dataset.pick = dayOfDate(date);
  button.textContent = String(date.getDate());
  button.setAttribute(
    'aria-label',
    new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(date),
  );
  return button;
}

const tableTalk = [
  'role',
  'aria-colindex',
  'aria-rowindex',
  'aria-colcount',
  'aria-rowcount',
  'aria-colspan',
];

/**
 * The library calls its grid a table, but its cells stand in no rows, which screen
 * readers cannot make sense of. Without the roles the links and buttons speak for
 * themselves.
 */
function speakPlainly(root: HTMLElement): MutationObserver {
  const strip = () => {
    for (const name of tableTalk) {
      for (const element of root.querySelectorAll(`[${name}]:not(a, button)`)) {
        if (element.getAttribute(name) !== 'dialog') element.removeAttribute(name);
      }
    }
  };
  strip();
  const watch = new MutationObserver(strip);
  watch.observe(root, { childList: true, subtree: true });
  return watch;
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
    start: clockIn(ownZone(), new Date(occurrence.start)),
    end: clockIn(ownZone(), new Date(occurrence.end)),
    className: marks.filter((mark) => mark !== false),
  };
}
