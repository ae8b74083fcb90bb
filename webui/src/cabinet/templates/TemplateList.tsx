import { Button } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from '../../state/useStore';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { type Template, templatesQuery } from '../data/templates';
import { useDates } from '../i18n/dates';
import { ListFrame } from '../parts/ListFrame';
import { NoRows } from '../parts/NoRows';
import { Row } from '../parts/Row';
import { Rows } from '../parts/Rows';
import { ModeSign } from '../rooms/ModeIcon';

export function TemplateList({ selected }: { selected?: string }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const mayCreate = useMe().rights.includes('create_conference');
  const templates = useQuery(templatesQuery);
  const away = useStore(deleted, (ids) => ids);
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text).trim().toLocaleLowerCase(i18n.language);
  const all = (templates.data?.items ?? []).filter((one) => !away.has(one.id));
  const found = all.filter((one) => one.name.toLocaleLowerCase(i18n.language).includes(wanted));
  const add = mayCreate && (
    <Button component={Link} to="/cabinet/templates/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('plan.template.newTitle')}
    </Button>
  );
  return (
    <ListFrame
      title={t('templates.title')}
      hint={t('templates.hint')}
      add={all.length > 0 && add}
      search={t('templates.search')}
      text={text}
      onText={setText}
      filter={null}
      found={found.length > 0 ? t('templates.found', { count: found.length }) : ''}
      query={templates}
      nothing={
        <NoRows
          filtered={all.length > 0}
          Icon={IconTemplate}
          title={t(all.length > 0 ? 'rooms.none.title' : 'templates.empty.title')}
          text={t(all.length > 0 ? 'templates.none' : 'templates.empty.text')}
        >
          {all.length === 0 && add}
        </NoRows>
      }
    >
      <Rows
        items={found}
        keyOf={(one: Template) => one.id}
        row={(one: Template) => (
          <Row
            to={`/cabinet/templates/${one.id}`}
            selected={one.id === selected}
            icon={<ModeSign mode={one.settings.mode} />}
            name={one.name}
            line={
              <>
                <span>{t(`room.access.${one.settings.access}`)}</span>
                <span>{t(`mode.${one.settings.mode}.name`)}</span>
              </>
            }
            end={
              <time dateTime={one.updated}>{t('templates.changed', { time: dates.short(one.updated) })}</time>
            }
          />
        )}
      />
    </ListFrame>
  );
}
