/** Why a device does not work, as far as the user can do something about it. */
export type DeviceError = 'denied' | 'none' | 'busy' | 'insecure' | 'failed';

export function deviceErrorOf(cause: unknown): DeviceError {
  switch (cause instanceof Error ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'InsecureError':
      return 'insecure';
    default:
      return 'failed';
  }
}

/** Pages that came over plain HTTP from elsewhere get no devices at all. */
export function insecure(): Error {
  const cause = new Error('no devices on an insecure page');
  cause.name = 'InsecureError';
  return cause;
}
