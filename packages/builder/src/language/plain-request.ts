const address = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;

/**
 * The request as the reader knows requests: whose address stands in brackets has it beside the name, and a comma ends what happens where a
 * person with an address follows at once; a name in braces inside a web address is one word. Everything else stays as it was said.
 */
export function plainRequest(text: string): string {
  return withWholeAddresses(text)
    .replaceAll(/(?<=https?:\/\/\S*)\{([^{}\n]{1,60})\}/giu, (_, name: string) => `{${name.trim().replaceAll(/\s+/gu, '_')}}`)
    .replaceAll(new RegExp(String.raw`(?<=\p{L})\s*\(\s*(${address})\s*\)`, 'giu'), ' $1')
    .replaceAll(
      new RegExp(
        String.raw`\b((?:comes?|gets?|is sent) in|arrives?|is (?:submitted|received|placed)|signs up)\s+(?=(?:the|our|my)\s+(?:\p{L}+\s+){1,3}${address}\s)`,
        'giu',
      ),
      '$1, ',
    );
}

const listing = String.raw`(?:\s*(?:,|/|&|\+|\||;|\bor\b|\band\b|\bto\b)\s*)+`;
const cutShort = String.raw`(?<![\w.+-])[A-Za-z][\w.+-]*@(?!\w)`;
const shortList = new RegExp(String.raw`(?:${cutShort}${listing})+[\w.+-]+@([\w-]+(?:\.[\w-]+)+)`, 'giu');

/** “noise@, rubbish@, info@townhall.example”: those that were cut short are at the domain of the one that ends their list. */
const withWholeAddresses = (text: string): string =>
  text.replaceAll(shortList, (list: string, domain: string) => list.replaceAll(/@(?!\w)/gu, `@${domain}`));
