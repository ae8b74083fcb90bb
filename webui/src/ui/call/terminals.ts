/** Kinds of participants that are no people at a browser. */
export const terminals: ReadonlySet<string> = new Set(['sip', 'h323', 'rtsp']);
