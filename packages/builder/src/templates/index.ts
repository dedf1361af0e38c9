import { dataAndServices } from './data-and-services.ts';
import { feedbackAndContent } from './feedback-and-content.ts';
import { ordersAndMoney } from './orders-and-money.ts';
import { peopleAndPlaces } from './people-and-places.ts';
import type { Template } from './template.ts';

export { type Template, templateCategories, type TemplateCategory } from './template.ts';

/** Every template, in the order in which the gallery shows them. */
export const templates: readonly Template[] = [...feedbackAndContent, ...ordersAndMoney, ...peopleAndPlaces, ...dataAndServices];
