import { Button, ColorInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormSection, PageForm } from '../admin/PageForm';
import { SettingsFrame } from '../admin/SettingsFrame';
import {
  deleteBrand,
  deleteLogo,
  isColour,
  ownAccent,
  picturePath,
  putLogo,
  type SchemeOfLook,
  schemesOfLook,
  shadesQuery,
  showStored,
} from '../data/brand';
import { serverQuery } from '../data/session';
import { changeSettings, type ServerSettings, settingsQuery } from '../data/settings';
import { errorText } from '../i18n/errorText';
import { Confirm } from '../parts/Confirm';
import { tell, tellError } from '../parts/tell';
import { LogoField } from './LogoField';
import classes from './Look.module.css';
import { type Chosen, corrected, isOwn, type LookForm, toForm } from './lookForm';
import { Sample } from './Sample';

/** How the server looks to everybody: name, logo, colour (issue: branding). */
export function LookPage() {
  const { t } = useTranslation();
  return <SettingsFrame title={t('brand.title')} Form={Form} />;
}

function Form({ settings }: { settings: ServerSettings }) {
  const { t } = useTranslation();
  const stored = useMemo(() => toForm(settings), [settings]);
  const [form, setForm] = useState(stored);
  const [faults, setFaults] = useState<Partial<Record<keyof LookForm | 'general', string>>>({});
  const change = (part: Partial<LookForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setFaults({});
  };
  const dirty = schemesOfLook.some((s) => form[s] !== stored[s]) || !same(form, stored);
  const taken = useTaken();
  const save = useMutation({
    mutationFn: () => store(form, stored, settings),
    onSuccess: (next) => taken(next, t('brand.saved')),
    onError: (error) => setFaults({ general: errorText(t, error) }),
  });
  const pictures = usePictures(form, settings);
  const [accent] = useDebouncedValue(form.accent, 150);
  const shades = useQuery(shadesQuery(accent)).data;
  const submit = () => {
    const problem = {
      ...(form.name.trim() ? {} : { name: t('problem.serverName') }),
      ...(!form.accent || isColour(form.accent) ? {} : { accent: t('errors.colour_invalid') }),
    };
    setFaults(problem);
    if (Object.keys(problem).length === 0) save.mutate();
  };
  return (
    <PageForm
      title={t('brand.title')}
      hint={t('brand.hint')}
      fault={faults.general ?? ''}
      dirty={dirty}
      saving={save.isPending}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
      discard={() => change(stored)}
      below={!isOwn(settings) && <BackToOwn />}
    >
      <FormSection title={t('brand.section.name')} hint={t('brand.section.nameHint')}>
        <TextInput
          label={t('settings.serverName')}
          withAsterisk
          maxLength={100}
          value={form.name}
          error={faults.name}
          onChange={(e) => change({ name: e.currentTarget.value })}
        />
      </FormSection>
      <FormSection title={t('brand.section.logo')} hint={t('brand.section.logoHint')}>
        {schemesOfLook.map((scheme) => (
          <LogoField
            key={scheme}
            scheme={scheme}
            picture={pictures[scheme]}
            error={faults[scheme] ?? ''}
            onChange={(chosen) => change({ [scheme]: chosen })}
            onError={(text) => setFaults({ [scheme]: text })}
          />
        ))}
      </FormSection>
      <FormSection title={t('brand.section.colour')} hint={t('brand.section.colourHint')}>
        <ColorInput
          label={t('brand.accent')}
          description={t('brand.accentHint')}
          placeholder={ownAccent}
          value={form.accent}
          error={faults.accent}
          withEyeDropper={false}
          swatches={['#a34a14', '#1d3f8a', '#0b6b57', '#7a1f5c', '#4a3aa8', '#8a1c1c', '#2f5d1f', '#334155']}
          onChange={(value) => change({ accent: value })}
          withPicker={false}
          popoverProps={{ withinPortal: false }}
          rightSection={
            <input
              type="color"
              className={classes.pick}
              aria-label={t('brand.pick')}
              value={isColour(form.accent) ? form.accent : ownAccent}
              onChange={(e) => change({ accent: e.currentTarget.value })}
            />
          }
        />
        <div aria-live="polite">
          {shades &&
            isColour(form.accent) &&
            corrected(shades).map((scheme) => (
              <Text key={scheme} size="sm" className="tabular">
                {t(`brand.corrected.${scheme}`, { colour: shades[scheme].accent })}
              </Text>
            ))}
        </div>
      </FormSection>
      <FormSection title={t('brand.section.preview')} hint={t('brand.section.previewHint')}>
        <div className={classes.schemes}>
          {shades &&
            schemesOfLook.map((scheme) => (
              <Sample
                key={scheme}
                scheme={scheme}
                name={form.name.trim() || t('settings.serverName')}
                logo={pictures[scheme] ?? pictures[scheme === 'light' ? 'dark' : 'light']}
                shades={shades[scheme]}
                mark={shades.light.accent}
              />
            ))}
        </div>
      </FormSection>
    </PageForm>
  );
}

const same = (a: LookForm, b: LookForm) => a.name === b.name && a.accent === b.accent;

/** Stores what differs; the last answer is the whole. */
async function store(form: LookForm, stored: LookForm, settings: ServerSettings): Promise<ServerSettings> {
  let next = settings;
  if (!same(form, stored)) {
    const { revision } = settings;
    next = await changeSettings({ revision, serverName: form.name.trim(), brand: { accent: form.accent } });
  }
  for (const scheme of schemesOfLook) {
    const chosen = form[scheme];
    if (chosen instanceof File) next = await putLogo(scheme, chosen);
    else if (chosen === 'none' && stored[scheme] === 'stored') next = await deleteLogo(scheme);
  }
  return next;
}

/** Shows what was stored, here and in the menu. */
function useTaken() {
  const queries = useQueryClient();
  return async (next: ServerSettings, told: string) => {
    showStored(next.revision);
    tell(told);
    queries.setQueryData(settingsQuery.queryKey, next);
    await queries.invalidateQueries({ queryKey: serverQuery.queryKey });
  };
}

/** The addresses of both logos, chosen or stored. */
function usePictures(form: LookForm, { brand }: ServerSettings) {
  const light = usePicture(form.light, brand.logo ? picturePath(brand.logo) : undefined);
  const dark = usePicture(form.dark, brand.darkLogo ? picturePath(brand.darkLogo) : undefined);
  return { light, dark } satisfies Record<SchemeOfLook, string | undefined>;
}

function usePicture(chosen: Chosen, stored: string | undefined): string | undefined {
  const [opened, setOpened] = useState<string>();
  useEffect(() => {
    if (!(chosen instanceof File)) return setOpened(undefined);
    const url = URL.createObjectURL(chosen);
    setOpened(url);
    return () => URL.revokeObjectURL(url);
  }, [chosen]);
  return chosen === 'stored' ? stored : opened;
}

function BackToOwn() {
  const { t } = useTranslation();
  const [asked, ask] = useDisclosure(false);
  const taken = useTaken();
  const back = useMutation({
    mutationFn: deleteBrand,
    onSuccess: (next) => taken(next, t('brand.isBack')),
    onError: (error) => tellError(t, error),
  });
  return (
    <>
      <Button
        mt="lg"
        variant="default"
        leftSection={<IconArrowBackUp size={18} aria-hidden />}
        loading={back.isPending}
        onClick={ask.open}
      >
        {t('brand.back')}
      </Button>
      <Confirm
        opened={asked}
        close={ask.close}
        title={t('brand.backTitle')}
        text={t('brand.backText')}
        action={t('brand.back')}
        onConfirm={() => {
          ask.close();
          back.mutate();
        }}
      />
    </>
  );
}
