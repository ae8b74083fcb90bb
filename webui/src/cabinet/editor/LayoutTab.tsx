import { Alert, Input, NumberInput, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { forContent, gridSteps, maxWindows, type NamePosition, type Spec, types } from '../../layout/layout';
import { Choices } from '../parts/Choices';
import { hasLayout } from './draft';
import type { RoomFormHandle } from './form';
import { LayoutPreview } from './LayoutPreview';
import classes from './LayoutTab.module.css';

const namePositions: NamePosition[] = ['bottom', 'top', 'hidden'];

/** G8, G9: the layout that everybody gets at first. */
export function LayoutTab({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const { layout, mode } = form.values;
  const set = (change: Partial<Spec>) => form.setFieldValue('layout', { ...layout, ...change });
  if (!hasLayout(mode)) {
    return (
      <Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />}>
        <Text size="sm" c="var(--text)">
          {t(`layout.none.${mode}`)}
        </Text>
      </Alert>
    );
  }
  return (
    <Stack gap="lg">
      <Choices
        as="pictures"
        label={t('layout.type')}
        value={layout.type}
        onChange={(type) => set({ type, windows: type === 'corner' ? 2 : Math.max(layout.windows, 2) })}
        options={types().map((type) => ({
          value: type,
          name: t(`layout.types.${type}`),
          picture: (
            <LayoutPreview
              spec={{ ...layout, type, windows: 9, content: false }}
              most={type === 'grid' ? 9 : 6}
            />
          ),
        }))}
      />
      <div className={classes.more}>
        <div className={classes.settings}>
          {layout.type === 'grid' && (
            <Select
              label={t('layout.windows')}
              description={t('layout.windowsHint')}
              data={gridSteps().map((n) => ({
                value: String(n),
                label: t('layout.windowsOf', { count: n }),
              }))}
              value={String(layout.windows)}
              onChange={(value) => set({ windows: Number(value) })}
              error={form.errors.layout}
              data-field="layout"
            />
          )}
          {layout.type !== 'grid' && layout.type !== 'corner' && (
            <NumberInput
              label={t('layout.windows')}
              description={t('layout.windowsHint')}
              min={2}
              max={maxWindows}
              allowDecimal={false}
              value={layout.windows}
              onChange={(value) => set({ windows: Number(value) })}
              error={form.errors.layout}
              data-field="layout"
            />
          )}
          <Switch
            label={t('layout.content')}
            description={t(forContent(layout.type) ? 'layout.contentAlways' : 'layout.contentHint')}
            checked={layout.content || forContent(layout.type)}
            disabled={forContent(layout.type)}
            onChange={(e) => set({ content: e.currentTarget.checked })}
          />
          <Input.Wrapper label={t('layout.names')} labelElement="div">
            <SegmentedControl
              fullWidth
              mt={4}
              aria-label={t('layout.names')}
              value={layout.names || 'bottom'}
              onChange={(value) => set({ names: value as NamePosition })}
              data={namePositions.map((value) => ({ value, label: t(`layout.namesAt.${value}`) }))}
            />
          </Input.Wrapper>
        </div>
        <figure className={classes.large}>
          <LayoutPreview spec={layout} most={maxWindows} large />
          <Text component="figcaption" size="xs" c="dimmed">
            {t('layout.preview')}
          </Text>
        </figure>
      </div>
    </Stack>
  );
}
