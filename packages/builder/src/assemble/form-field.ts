import type { Condition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { fieldName } from './expressions.ts';

/** “More than 12 pizzas” is a quantity, where there is a field for one. */
export function counted({ data: { recordFields } }: Assembly, condition: Condition): Condition {
  const isCounted =
    typeof condition.value === 'number' &&
    !/^(?:letters|words|characters|pages|lines|days|weeks|months|hours|minutes|stars|points|comments|votes|lessons)$/u.test(
      condition.subject,
    ) &&
    condition.words.toLowerCase().includes(`${condition.value} ${condition.subject.toLowerCase()}`);
  return isCounted && recordFields.includes('quantity') && !recordFields.includes(condition.subject)
    ? { ...condition, subject: 'quantity' }
    : condition;
}

/** A form asks for what a condition or a sum looks at. */
export function ensureField(assembly: Assembly, condition: Condition): void {
  if (condition.parts) return condition.parts.forEach((part) => ensureField(assembly, part));
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  // “More than 12 pizzas”: as many as the form asks for.
  if (counted(assembly, condition).subject !== condition.subject) return;
  const name = fieldName(condition.subject, assembly.data.recordFields);
  const fields = node?.config['fields'];
  if (!node || !Array.isArray(fields) || !/^[A-Za-z]\w*$/u.test(name) || assembly.data.recordFields.includes(name)) return;
  if ((fields as { name: string }[]).some((field) => field.name === name)) return;
  const isNumber = typeof condition.value === 'number' || /^\d+(?: or \d+)+$/u.test(condition.value);
  const label = capital(name.replaceAll('_', ' '));
  assembly.root.nodes[index] = {
    ...node,
    config: {
      ...node.config,
      fields: [
        ...(fields as unknown[]),
        { name, label, type: isNumber ? 'number' : 'text', required: condition.test !== 'empty' && condition.test !== 'filled' },
      ],
    },
  };
  assembly.offer({ recordFields: [...assembly.data.recordFields, name] });
  assembly.note('decision', `The form asks for “${label}”, because a step looks at it.`);
}

/** A form asks for what a choice of ways looks at, with the ways to choose from; gives the field’s name. */
export function ensureChoice(assembly: Assembly, subject: string, options: readonly string[]): string {
  const { recordFields } = assembly.data;
  const name = fieldName(subject, recordFields);
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  const fields = (node?.config['fields'] ?? []) as { name: string; type: string }[];
  const own = fields.find((field) => field.name === name);
  if (!node || !/^[A-Za-z]\w*$/u.test(name) || (own && own.type !== 'text')) return name;
  const label = capital(subject);
  const choice = { ...(own ?? { name, label, required: true }), type: 'choice', options: options.map((option) => capital(option)) };
  assembly.root.nodes[index] = {
    ...node,
    config: { ...node.config, fields: own ? fields.map((field) => (field === own ? choice : field)) : [...fields, choice] },
  };
  if (!own) {
    assembly.offer({ recordFields: [...recordFields, name] });
    assembly.note('decision', `The form asks for “${label}”, because a step looks at it.`);
  }
  return name;
}
