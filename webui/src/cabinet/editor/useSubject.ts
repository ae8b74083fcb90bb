import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import {
  type Conference,
  changeConference,
  conferenceKey,
  conferencesKey,
  createConference,
  path,
  type Settings,
} from '../data/conference';
import { changeTemplate, createTemplate, type Template, templateKey, templatesKey } from '../data/templates';
import { cardOf, listOf } from '../planning/places';
import { beginning, type Draft, draftOf } from './draft';
import type { Subject, Version } from './subject';

const versionOf = (room: Conference): Version => ({
  name: room.name,
  revision: room.revision,
  settings: room,
});

/** A conference with a schedule or a room; `room` none: a new one, made from `template` if there is one. */
export function useConference(begin: Draft, room?: Conference, template?: string): Subject {
  const queries = useQueryClient();
  const done = (saved: Conference) => {
    queries.removeQueries({ queryKey: conferenceKey(saved.id) });
    void queries.invalidateQueries({ queryKey: conferencesKey });
    return { name: saved.name, to: cardOf(saved) };
  };
  return {
    kind: 'conference',
    begin,
    base: room && versionOf(room),
    room,
    back: room ? cardOf(room) : listOf(begin.launch === 'schedule'),
    create: async (settings, draft) => {
      const made = await createConference({
        ...beginning(settings, Boolean(template)),
        ...(template ? { template } : {}),
        ...(draft.saveAsTemplate ? { saveAsTemplate: true } : {}),
      });
      if (draft.saveAsTemplate) void queries.invalidateQueries({ queryKey: templatesKey });
      return done(made);
    },
    change: async (revision, change) => done(await changeConference(room?.id ?? '', revision, change)),
    load: async () => versionOf(await api.get<Conference>(path(room?.id ?? ''))),
  };
}

const keptVersion = ({ name, revision, settings }: Template): Version => ({
  name,
  revision,
  settings: { ...settings, name, cid: '' },
});

/** What a template does not keep stays out of what is sent (G26). */
function kept<S extends Partial<Settings>>(settings: S): Omit<S, 'cid' | 'schedule' | 'reminders'> {
  const { cid: _, schedule: _s, reminders: _r, ...rest } = settings;
  return rest;
}

export function useTemplate(begin: Draft, template?: Template): Subject {
  const queries = useQueryClient();
  const done = (saved: Template) => {
    queries.removeQueries({ queryKey: templateKey(saved.id) });
    void queries.invalidateQueries({ queryKey: templatesKey });
    return { name: saved.name, to: `/cabinet/templates/${saved.id}` };
  };
  const id = template?.id ?? '';
  return {
    kind: 'template',
    begin,
    base: template && keptVersion(template),
    back: template ? `/cabinet/templates/${id}` : '/cabinet/templates',
    create: async (settings) => done(await createTemplate(kept(beginning(settings)))),
    change: async (revision, change) => done(await changeTemplate(id, revision, kept(change))),
    load: async () => keptVersion(await api.get<Template>(`/templates/${encodeURIComponent(id)}`)),
  };
}

/** The form of a template that is stored. */
export const templateDraft = (template: Template): Draft =>
  draftOf(keptVersion(template).settings, 'template');
