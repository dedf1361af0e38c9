/** What limits, circuits and `hybrid` mode know an outside service by: the host of its address, with the port where it is not the usual one. */
export function hostResource(address: unknown): readonly string[] {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url && url.host !== '' ? [`host:${url.host}`] : [];
}

/** The organisation's mail server, whichever it is. */
export const mailResource = 'mail:default';

/** The organisation's connected language model, whichever it is; steps that keep to the built-in method call none. */
export function modelService({ method }: { readonly method?: unknown }): readonly string[] {
  return method === 'built_in' ? [] : ['model:default'];
}
