/** What limits, circuits and `hybrid` mode know an outside service by: the host of its address, with the port where it is not the usual one. */
export function hostResource(address: unknown): readonly string[] {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url && url.host !== '' ? [`host:${url.host}`] : [];
}

/** The organisation's mail server, whichever it is. */
export const mailResource = 'mail:default';
