import { expect, it } from 'vitest';
import { chapterOfPage, chapterOfTab } from './chapters';

it.each([
  ['/cabinet', null, 'rooms'],
  ['/cabinet/', null, 'rooms'],
  ['/cabinet/scheduled', null, 'plan'],
  ['/cabinet/conferences/new', null, 'plan'],
  ['/cabinet/conferences/x1', null, 'plan'],
  ['/cabinet/conferences/x1/recordings', null, 'record'],
  ['/cabinet/conferences/x1/analytics', 'chat', 'analytics'],
  ['/cabinet/rooms/x1/edit', null, 'rooms'],
  ['/cabinet/profile', 'devices', 'dial'],
  ['/cabinet/profile', 'keys', 'profile'],
  ['/admin/mail', 'letters', 'mail'],
  ['/admin/overview', null, 'backup'],
  ['/admin/look', null, 'look'],
  ['/admin/contacts', null, 'contacts'],
  ['/cabinet/messages/x1', null, 'messages'],
  ['/cabinet/conferences/x1/registrations', null, 'registration'],
  ['/cabinet/elsewhere', null, undefined],
])('the question mark of %s (%s) leads to the chapter %s', (path, tab, chapter) => {
  expect(chapterOfPage(path, tab)).toBe(chapter);
});

it('in the settings of a conference each tab has its chapter, but the first', () => {
  expect(chapterOfTab('layout')).toBe('layouts');
  expect(chapterOfTab('main')).toBeUndefined();
});
