import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccent, type SchemeOfLook, type Shades } from '../data/brand';
import classes from './Look.module.css';

interface Props {
  scheme: SchemeOfLook;
  name: string;
  logo: string | undefined;
  shades: Shades;
  /** Of the bell: the light accent, or Veche's bronze. */
  mark: string;
}

/** How pages look in one scheme, before anything is stored. */
export function Sample({ scheme, name, logo, shades, mark }: Props) {
  const { t } = useTranslation();
  const colours = {
    '--accent': shades.accent,
    '--accent-hover': shades.hover,
    '--accent-text': shades.text,
    '--accent-soft': shades.soft,
    '--mark': mark === ownAccent ? '#b4541c' : mark,
  } as CSSProperties;
  return (
    <figure className={classes.sample} data-scheme={scheme} style={colours} data-testid={`sample-${scheme}`}>
      <figcaption className={classes.top}>
        {logo ? <img src={logo} alt="" /> : <span className={classes.mark} aria-hidden />}
        <span>{name}</span>
      </figcaption>
      <div className={classes.sheet}>
        <strong>{t('brand.sample.title')}</strong>
        <span className={classes.soft}>{t('brand.sample.soft')}</span>
        <span className={classes.link}>{t('brand.sample.link')}</span>
        <span className={classes.button}>{t('brand.sample.button')}</span>
      </div>
    </figure>
  );
}
