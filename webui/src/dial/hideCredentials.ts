/** A dial string as it may stand on a screen: the address of a camera without name, password and query. */
export function hideCredentials(dial: string): string {
  if (!/^rtsps?:\/\//i.test(dial)) return dial;
  return dial.replace(/\/\/[^/?#]*@/, '//…@').replace(/\?.*$/, '?…');
}
