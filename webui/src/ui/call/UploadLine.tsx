import { useTranslation } from 'react-i18next';
import { Button } from '../Button';
import type { Upload } from './useUpload';

export function UploadLine({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  if (!upload.now) return null;
  return (
    <div className="upload">
      <label>
        <span className="file-name">{upload.now.name}</span>
        <progress max={1} value={upload.now.part} />
      </label>
      <Button onClick={upload.cancel}>{t('cancel')}</Button>
    </div>
  );
}
