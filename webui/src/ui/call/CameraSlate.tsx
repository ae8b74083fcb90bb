import { useTranslation } from 'react-i18next';
import type { CameraState } from '../../protocol/types';
import { CameraIcon } from './CameraIcon';
import { cameraWords } from './cameraWords';

/** Stands in the window of an IP camera that shows nothing: an old picture would be taken for a new one. */
export function CameraSlate({ camera }: { camera: CameraState }) {
  const { t, i18n } = useTranslation();
  return (
    <p className={`tile-slate is-${camera.state}`} role="status">
      <CameraIcon state={camera.state} />
      <span>{cameraWords(t, i18n.language, camera)}</span>
    </p>
  );
}
