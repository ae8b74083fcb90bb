import {
  Button,
  Input,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import { IconArrowsMaximize, IconEraser, IconUsersPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Arrangement, clear, fill, placed, withType, withWindows } from '../../../layout/arrangement';
import { forContent, gridSteps, maxWindows, type NamePosition, types } from '../../../layout/layout';
import { Choices } from '../../parts/Choices';
import { LayoutPreview } from '../LayoutPreview';
import classes from '../LayoutTab.module.css';
import { Board } from './Board';
import board from './Board.module.css';
import type { Seatable } from './people';
import { SeatList } from './SeatList';

const namePositions: NamePosition[] = ['bottom', 'top', 'hidden'];

interface Props {
  value: Arrangement;
  onChange: (next: Arrangement) => void;
  people: Seatable[];
  error?: ReactNode;
}

/** The steps of G9 for one arrangement. */
export function ArrangementForm({ value, onChange, people, error }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Choices
        as="pictures"
        label={t('layout.type')}
        value={value.type}
        onChange={(type) => onChange(withType(value, type))}
        options={types().map((type) => ({
          value: type,
          name: t(`layout.types.${type}`),
          picture: (
            <LayoutPreview
              spec={{ ...value, type, windows: 9, content: false }}
              most={type === 'grid' ? 9 : 6}
            />
          ),
        }))}
      />
      <div className={classes.more}>
        <div className={classes.settings}>
          <Windows value={value} onChange={onChange} error={error} />
          <Switch
            label={t('layout.content')}
            description={t(forContent(value.type) ? 'layout.contentAlways' : 'layout.contentHint')}
            checked={value.content || forContent(value.type)}
            disabled={forContent(value.type)}
            onChange={(e) => onChange({ ...value, content: e.currentTarget.checked })}
          />
          <Input.Wrapper label={t('layout.names')} labelElement="div">
            <SegmentedControl
              fullWidth
              mt={4}
              aria-label={t('layout.names')}
              value={value.names || 'bottom'}
              onChange={(names) => onChange({ ...value, names: names as NamePosition })}
              data={namePositions.map((n) => ({ value: n, label: t(`layout.namesAt.${n}`) }))}
            />
          </Input.Wrapper>
          <Switch
            label={t('arrange.fillFree')}
            description={t(value.manual ? 'arrange.fillFreeOff' : 'arrange.fillFreeOn')}
            checked={!value.manual}
            disabled={value.windows === 0}
            onChange={(e) => {
              const { manual: _, ...rest } = value;
              onChange(e.currentTarget.checked ? rest : { ...rest, manual: true });
            }}
          />
        </div>
        {value.windows === 0 ? (
          <Open value={value} onChange={onChange} people={people} />
        ) : (
          <Placing value={value} onChange={onChange} people={people} />
        )}
      </div>
    </Stack>
  );
}

type Part = Omit<Props, 'error'>;

function Windows({ value, onChange, error }: Omit<Props, 'people'>) {
  const { t } = useTranslation();
  if (value.type === 'corner') return null;
  const steps = gridSteps();
  if (value.type === 'grid' && (value.windows === 0 || steps.includes(value.windows))) {
    return (
      <Select
        label={t('layout.windows')}
        description={t('layout.windowsHint')}
        data={[
          { value: '0', label: t('arrange.asFit') },
          ...steps.map((n) => ({ value: String(n), label: t('layout.windowsOf', { count: n }) })),
        ]}
        allowDeselect={false}
        value={String(value.windows)}
        onChange={(n) => onChange(withWindows(value, Number(n)))}
        error={error}
        data-field="layout"
      />
    );
  }
  return (
    <NumberInput
      label={t('layout.windows')}
      description={t('arrange.windowsOrFit')}
      min={0}
      max={maxWindows}
      allowDecimal={false}
      value={value.windows}
      onChange={(n) => onChange(withWindows(value, Math.min(Math.max(Number(n) || 0, 0), maxWindows)))}
      error={error}
      data-field="layout"
    />
  );
}

/** The number of windows is left open: who joins has one. */
function Open({ value, onChange, people }: Part) {
  const { t } = useTranslation();
  const enough = gridSteps().find((n) => n >= Math.max(people.length, 4)) ?? maxWindows;
  return (
    <figure className={classes.large}>
      <LayoutPreview spec={{ ...value, windows: value.type === 'grid' ? 9 : 6 }} most={9} large />
      <Text component="figcaption" size="sm" c="dimmed" my="xs">
        {t('arrange.open')}
      </Text>
      <Button
        variant="default"
        leftSection={<IconUsersPlus size={18} aria-hidden />}
        onClick={() => onChange(withWindows(value, value.type === 'corner' ? 2 : enough))}
      >
        {t('arrange.begin')}
      </Button>
    </figure>
  );
}

function Placing({ value, onChange, people }: Part) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const tools = (
    <div className={board.bar}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUsersPlus size={16} aria-hidden />}
        onClick={() =>
          onChange(
            fill(
              value,
              people.map((one) => one.seat),
            ),
          )
        }
      >
        {t('arrange.fill')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={!placed({ ...value, manual: false })}
        leftSection={<IconEraser size={16} aria-hidden />}
        onClick={() => onChange(clear(value))}
      >
        {t('arrange.clear')}
      </Button>
      {!whole && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowsMaximize size={16} aria-hidden />}
          onClick={() => setWhole(true)}
        >
          {t('arrange.whole')}
        </Button>
      )}
    </div>
  );
  return (
    <Stack gap="sm" className={classes.large}>
      <Text size="sm" c="dimmed">
        {t(people.length > 1 ? 'arrange.hint' : 'arrange.inviteFirst')}
      </Text>
      {tools}
      {!whole && <Board value={value} onChange={onChange} people={people} />}
      <SeatList value={value} onChange={onChange} people={people} />
      <Modal
        opened={whole}
        onClose={() => setWhole(false)}
        fullScreen
        title={t('arrange.wholeTitle')}
        closeButtonProps={{ 'aria-label': t('arrange.wholeClose') }}
      >
        <Stack gap="md" className={classes.whole}>
          {tools}
          {whole && <Board value={value} onChange={onChange} people={people} />}
        </Stack>
      </Modal>
    </Stack>
  );
}
