const common = new Set(
  'the a an and or to of in on at for from with when if then every each is are be it we i my our me you they their this that new all by as into not do send get make give please'.split(
    ' ',
  ),
);
const foreign =
  /\b(?:der|die|das|und|wenn|eine?[nmrs]?|nicht|bitte|jeden|wir|ich|le|la|les|des|une|quand|chaque|avec|pour|nous|el|los|las|cuando|cada|para|por|una|het|een|wanneer|elke|voor|quando|ogni|con|per|gli|e)\b/giu;

/** Whether a request is clearly in another language: hardly any English word, several foreign ones, or another script. */
export function isForeign(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < 3) return false;
  const letters = words.join('');
  const latin = letters.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < letters.length / 2) return true;
  const english = words.filter((word) => common.has(word)).length;
  const other = text.toLowerCase().match(foreign)?.length ?? 0;
  return other >= 2 && other > english * 1.5;
}
