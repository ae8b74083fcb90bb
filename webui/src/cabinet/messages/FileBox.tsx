import { IconDownload, IconFile } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileSize } from '../../i18n/format';
import type { MessageFile } from '../data/conversations';
import classes from './Messages.module.css';
import { isPicture } from './words';

/** A file of a message: fetched by a click; pictures are shown. */
export function FileBox({ file }: { file: MessageFile }) {
  const { t, i18n } = useTranslation();
  const [broken, breaks] = useState(false);
  return (
    <a
      href={file.url}
      download={file.name}
      className={classes.file}
      aria-label={t('messages.fetch', { name: file.name })}
    >
      {isPicture(file.type) && !broken && (
        <img src={file.url} alt="" loading="lazy" className={classes.picture} onError={() => breaks(true)} />
      )}
      <span className={classes.fileLine}>
        <IconFile size={22} stroke={1.75} aria-hidden />
        <span className={classes.fileWords}>
          <span>{file.name}</span>
          <small>{fileSize(file.size, i18n.language)}</small>
        </span>
        <IconDownload size={20} stroke={1.75} aria-hidden />
      </span>
    </a>
  );
}
