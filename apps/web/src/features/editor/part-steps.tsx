import { findNode, type NodeCard, outputPortsOf, type WorkflowDocument } from '@arches/kernel';
import type { JSX } from 'react';
import type { ProposalView } from '../../lib/api.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import classes from './request-parts.module.css';

interface PartStepsProps {
  readonly proposal: ProposalView;
  readonly nodeIds: readonly string[];
}

/** What a part of the request became: each step with what it does, and after what it is done. */
export function PartSteps({ proposal, nodeIds }: PartStepsProps): JSX.Element | null {
  const cards = useNodeCards();
  const steps = proposal.steps.filter(({ nodeId }) => nodeIds.includes(nodeId));
  if (steps.length === 0) return null;
  return (
    <ul className={classes['steps']}>
      {steps.map(({ nodeId, name, sentence }) => {
        const where = whereIs(proposal.graph as WorkflowDocument, nodeId, cards);
        return (
          <li key={nodeId}>
            {steps.length > 1 && <strong>{name}</strong>} {sentence !== name && <span>{sentence}.</span>} {where && <em>{where}</em>}
          </li>
        );
      })}
    </ul>
  );
}

/** “After “Ask the boss to approve” (Approved).” */
function whereIs(document: WorkflowDocument, nodeId: string, cards: ReadonlyMap<string, NodeCard>): string | undefined {
  const place = findNode(document, nodeId);
  if (!place) return undefined;
  const before = place.graph.edges
    .filter(({ target }) => target === nodeId)
    .map(({ source, sourcePort }) => {
      const node = place.graph.nodes.find(({ id }) => id === source);
      const card = node && cards.get(node.type);
      const port =
        card && node && sourcePort !== 'out' ? outputPortsOf(card, node.config).find(({ name }) => name === sourcePort) : undefined;
      return `“${node?.name ?? source}”${port ? ` (${port.label})` : ''}`;
    });
  const after = before.length > 0 ? `After ${before.join(' or ')}` : undefined;
  const inside = place.parent && `inside “${place.parent.name ?? place.parent.id}”`;
  const words = [after, inside].filter((one) => one !== undefined).join(', ');
  return words === '' ? undefined : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
