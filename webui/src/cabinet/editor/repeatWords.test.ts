import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from '../i18n/en/planning.json';
import ru from '../i18n/ru/planning.json';
import { once, type Repeat } from './repeat';
import { repeatWords } from './repeatWords';

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: { en: { translation: en }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
  }),
);

const tuesday = '2026-11-24';

describe('a rule in words (G5)', () => {
  it.each<[Partial<Repeat>, string, string, string]>([
    [{}, tuesday, 'Once', 'Один раз'],
    [{ unit: 'day' }, tuesday, 'every day', 'каждый день'],
    [{ unit: 'day', every: 3 }, tuesday, 'every 3 days', 'каждые 3 дня'],
    [{ unit: 'day', every: 5 }, tuesday, 'every 5 days', 'каждые 5 дней'],
    [{ unit: 'week', days: ['WE'] }, tuesday, 'every Wednesday', 'каждую среду'],
    [
      { unit: 'week', days: ['TU'], every: 2, end: 'on', until: '2027-03-01' },
      tuesday,
      'every second Tuesday until March 1, 2027',
      'каждый второй вторник до 1 марта 2027 г.',
    ],
    [
      { unit: 'week', days: ['TH', 'TU'] },
      tuesday,
      'every week on Tuesday and Thursday',
      'каждую неделю по вторникам и четвергам',
    ],
    [{ unit: 'week', days: ['MO', 'TU', 'WE', 'TH', 'FR'] }, tuesday, 'every working day', 'по будням'],
    [
      { unit: 'week', days: ['SU'], every: 3, end: 'after', count: 21 },
      tuesday,
      'every 3 weeks on Sunday, 21 times',
      'каждые 3 недели по воскресеньям, всего 21 раз',
    ],
    [{ unit: 'month' }, tuesday, 'every month on day 24', 'каждый месяц 24-го числа'],
    [
      { unit: 'month', by: 'last' },
      '2026-11-27',
      'every month on the last Friday',
      'каждый месяц в последнюю пятницу',
    ],
    [
      { unit: 'month', by: 'nth', every: 2 },
      '2026-11-10',
      'every 2 months on the second Tuesday',
      'каждые 2 месяца во второй вторник',
    ],
    [
      { unit: 'month', by: 'lastDay' },
      '2026-11-30',
      'every month on the last day',
      'каждый месяц в последний день',
    ],
    [{ unit: 'year' }, tuesday, 'every year on November 24', 'каждый год 24 ноября'],
    [
      { unit: 'year', by: 'last' },
      tuesday,
      'every year on the last Tuesday of November',
      'каждый год в последний вторник ноября',
    ],
  ])('%o', (change, date, english, russian) => {
    const say = (language: string) =>
      repeatWords({ ...once, ...change }, date, i18next.getFixedT(language), language);
    expect(say('en')).toBe(english);
    expect(say('ru')).toBe(russian);
  });
  it('with the time', () => {
    const weekly: Repeat = { ...once, unit: 'week', days: ['TU'], end: 'after', count: 2 };
    const say = (language: string) =>
      repeatWords(weekly, tuesday, i18next.getFixedT(language), language, '15:00').replace(/\s/g, ' ');
    expect(say('en')).toBe('every Tuesday at 3:00 PM, 2 times');
    expect(say('ru')).toBe('каждый вторник в 15:00, всего 2 раза');
  });
});
