const idle =
  /^\W*(?:(?:and|then|just|simply|otherwise|else|they|it|is|are|gets?|can be|should be|shall be)\s+)*(?:thrown away|thrown out|throw (?:it |them )?away|ignored?|ignore (?:it|them|the rest)|deleted?|discard(?:ed)?|bin (?:it|them)|binned|dropped?|nothing|do nothing|nothing happens|no action(?: needed| required)?|leave (?:it|them)(?: alone)?|don['’]?t bother (?:anybody|anyone|me|us)|dont bother anybody|skip(?:ped)?)\W*$/iu;

/** “Otherwise throw it away”, “do nothing”: nothing that a step is needed for. */
export const doesNothing = (words: string): boolean => idle.test(words);
