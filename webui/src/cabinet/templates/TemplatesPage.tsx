import { useParams } from 'react-router';
import { Panes } from '../parts/Panes';
import { TemplateCard } from './TemplateCard';
import { TemplateList } from './TemplateList';

/** My templates, the card of one of them beside (G26, G27). */
export function TemplatesPage() {
  const { template } = useParams();
  return (
    <Panes
      list={<TemplateList selected={template} />}
      side={template && <TemplateCard key={template} id={template} />}
      sideFirst={template !== undefined}
    />
  );
}
