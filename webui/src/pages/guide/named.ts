/** From paths of files to the names of chapters: `./join.md` is `join`. */
export function named(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ''), text]),
  );
}
