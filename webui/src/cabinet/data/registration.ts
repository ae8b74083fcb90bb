/** When registration ends (G21). */
export type Closing = 'never' | 'at_start' | 'at_end' | 'by_date';

/** A field of the form (G24, G25). */
export interface RegistrationField {
  key: string;
  /** Of one's own. */
  label?: string;
  required?: boolean;
}

/** How people register for a public scheduled conference (G20–G25). */
export interface Registration {
  on: boolean;
  closing?: Closing;
  closesAt?: string;
  /** By hand. */
  closed?: boolean;
  closeWhenFull?: boolean;
  usersTakePart?: boolean;
  fields?: RegistrationField[];
}
