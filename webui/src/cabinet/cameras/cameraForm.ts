import type { Camera, CameraInput } from '../data/cameras';

/** A camera as it stands in the form. */
export interface CameraForm {
  name: string;
  address: string;
  /** Empty: those in the address, or those that are kept. */
  login: string;
  password: string;
  notes: string;
  device: { address: string; login: string; password: string };
}

export const emptyCamera: CameraForm = {
  name: '',
  address: '',
  login: '',
  password: '',
  notes: '',
  device: { address: '', login: '', password: '' },
};

export const toForm = (camera: Camera): CameraForm => ({
  ...emptyCamera,
  name: camera.name,
  address: camera.address,
  notes: camera.notes,
  device: { address: camera.device.address, login: camera.device.login, password: '' },
});

/** What the server is told; credentials that were not typed are left out and so stay. */
export function fromForm(form: CameraForm): CameraInput {
  const { login, password, device, ...rest } = form;
  const input: CameraInput = { ...rest, address: form.address.trim() };
  if (login.trim()) input.login = login.trim();
  if (password) input.password = password;
  input.device = { address: device.address.trim(), login: device.login.trim() };
  if (device.password) input.device.password = device.password;
  return input;
}
