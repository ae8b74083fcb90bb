import type { Conference } from '../data/conference';
import type { Occurrence } from '../data/schedule';

// Where what is planned stands in the cabinet. Conferences with a schedule and rooms
// have the same pages below different addresses.

export const listOf = (scheduled: boolean) => (scheduled ? '/cabinet/scheduled' : '/cabinet/rooms');

type Of = Pick<Conference, 'id' | 'schedule'>;

/** The card; with one meeting, the card that shows this one. */
export function cardOf(room: Of, which?: Pick<Occurrence, 'series' | 'of'>): string {
  if (!room.schedule) return `/cabinet/rooms/${room.id}`;
  return meetingPlace(room.id, which);
}

/** The card of a scheduled conference. */
export function meetingPlace(id: string, which?: Pick<Occurrence, 'series' | 'of'>): string {
  const at = which ? `?${new URLSearchParams({ series: which.series, of: which.of })}` : '';
  return `/cabinet/conferences/${id}${at}`;
}

const below = (room: Of) => `/cabinet/${room.schedule ? 'conferences' : 'rooms'}/${room.id}`;

export const editOf = (room: Of) => `${below(room)}/edit`;
export const recordingsOf = (room: Of) => `${below(room)}/recordings`;
export const registrationsOf = (id: string) => `/cabinet/conferences/${id}/registrations`;
export const analyticsOf = (id: string) => `/cabinet/conferences/${id}/analytics`;
