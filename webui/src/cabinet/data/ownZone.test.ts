import { afterEach, describe, expect, it } from 'vitest';
import { daysToMoments, marks } from '../analytics/words';
import { newMeeting } from '../editor/meeting';
import { periodOf } from '../history/words';
import { datesOf } from '../i18n/dates';
import { dateOfDay, dayFormat, today, touches } from '../planning/days';
import { zoneOf } from '../planning/meetingName';
import { periodOf as recorded } from '../recordings/sort';
import { browserZone, chooseZone, ownZone, wholeDays } from './zone';

afterEach(() => chooseZone(''));

describe('times are those of the zone of the profile, wherever the browser is', () => {
  it('has the zone of the browser where none was chosen, or none that is known', () => {
    expect(ownZone()).toBe(browserZone());
    chooseZone('Mars/Olympus');
    expect(ownZone()).toBe(browserZone());
  });
  it.each([
    ['Asia/Kamchatka', '2026-11-23T12:00:00.000Z'],
    ['Pacific/Honolulu', '2026-11-24T10:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-23T18:15:00.000Z'],
  ])('begins days in %s', (zone, begin) => {
    chooseZone(zone);
    const end = new Date(Date.parse(begin) + 86_400_000);
    expect(dateOfDay('2026-11-24').toISOString()).toBe(begin);
    expect(wholeDays('2026-11-24', '2026-11-24')).toEqual({ from: new Date(begin), end });
    expect(periodOf('2026-11-24', '2026-11-24')).toEqual({ from: begin, to: end.toISOString() });
    const last = new Date(end.getTime() - 1).toISOString();
    expect(daysToMoments('2026-11-24', '2026-11-24')).toEqual({ from: begin, to: last });
    expect(recorded('2026-11-24', '2026-11-24')).toEqual({ from: begin, to: last });
    expect(touches('2026-11-24', begin, last)).toBe(true);
    expect(touches('2026-11-23', begin, last)).toBe(false);
    expect(dayFormat('en', { dateStyle: 'full' }).of('2026-11-24')).toBe('Tuesday, November 24, 2026');
    expect(marks(Date.parse(begin), end.getTime())[0]).toBe(Date.parse(begin));
  });
  it('knows days of 23 and 25 hours', () => {
    chooseZone('America/New_York');
    const hours = (day: string) => {
      const { from, end } = wholeDays(day, day);
      return ((end?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 3_600_000;
    };
    expect(hours('2026-03-08')).toBe(23);
    expect(hours('2026-11-01')).toBe(25);
  });
  it('writes moments', () => {
    const dates = datesOf('en-GB', 'Asia/Kamchatka');
    expect(dates.full('2026-11-23T13:05:00Z')).toMatch(/^24 November 2026 at 01:05$/);
    const now = new Date('2026-11-23T22:00:00Z');
    expect(dates.short('2026-11-23T13:05:00Z', now)).toBe('01:05'); // the same day there, not in UTC
    expect(dates.short('2026-11-23T11:05:00Z', now)).toBe('23 Nov');
    expect(dates.exact('2026-11-23T13:05:09Z')).toBe('24/11/2026, 01:05:09');
    expect(dates.zone).toContain('Kamchatka');
  });
  it('plans in it', () => {
    chooseZone('Asia/Kamchatka');
    expect(newMeeting(new Date('2026-11-23T13:05:00Z'))).toMatchObject({
      zone: 'Asia/Kamchatka',
      date: '2026-11-24',
      time: '01:30',
    });
    expect(zoneOf({ schedule: undefined }, { series: 'a' })).toBe('Asia/Kamchatka');
    expect(today()).toBe(
      new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Kamchatka', dateStyle: 'short' }).format(new Date()),
    );
  });
});
