import { useTranslation } from 'react-i18next';
import { type Block, chapterOf } from './chapter';
import { Words } from './Words';

interface Props {
  name: string;
  source: string;
  found: string[];
}

/** One chapter. */
export function Section({ name, source, found }: Props) {
  const { t } = useTranslation();
  const { title, blocks } = chapterOf(source);
  return (
    <section id={name} aria-labelledby={`${name}-title`}>
      <h3 id={`${name}-title`}>
        <Words text={title} found={found} />{' '}
        <a className="guide-anchor" href={`#${name}`} aria-label={t('guide.anchor', { title })}>
          #
        </a>
      </h3>
      {blocks.map((block) => (
        <Drawn key={beginning(block)} block={block} found={found} />
      ))}
    </section>
  );
}

/** No two blocks of a chapter begin alike. */
function beginning(block: Block): string {
  if (block.kind === 'terms') return block.items[0]?.term ?? '';
  return 'items' in block ? (block.items[0] ?? '') : block.text;
}

function Drawn({ block, found }: { block: Block; found: string[] }) {
  const words = (text: string) => <Words text={text} found={found} />;
  switch (block.kind) {
    case 'heading':
      return <h4>{words(block.text)}</h4>;
    case 'paragraph':
      return <p>{words(block.text)}</p>;
    case 'terms':
      return (
        <dl>
          {block.items.map(({ term, text }) => (
            <div key={term}>
              <dt>{words(term)}</dt>
              <dd>{words(text)}</dd>
            </div>
          ))}
        </dl>
      );
    default: {
      const List = block.kind === 'steps' ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item) => (
            <li key={item}>{words(item)}</li>
          ))}
        </List>
      );
    }
  }
}
