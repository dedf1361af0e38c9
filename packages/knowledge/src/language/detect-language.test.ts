import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLanguage } from './detect-language.ts';

test.each([
  { language: 'English', texts: ['The breakfast was cold and nobody came', 'We had to wait for our room'] },
  {
    language: 'German',
    texts: ['Das Frühstück war kalt und niemand kam', 'Wir mussten sehr lange auf das Zimmer warten', 'Das WLAN war leider nicht schnell'],
  },
  { language: 'French', texts: ['Le petit déjeuner était froid et le personnel pas aimable', 'Nous avons attendu très longtemps'] },
  { language: 'Spanish', texts: ['El desayuno estaba frío y nadie nos ayudó', 'La habitación no era muy limpia'] },
  { language: 'Portuguese', texts: ['O café da manhã estava frio e não foi muito bom', 'O quarto não estava limpo quando chegamos'] },
  { language: 'Italian', texts: ['La colazione era fredda e non abbiamo mangiato', 'Il personale è stato molto scortese con la famiglia'] },
  { language: 'Dutch', texts: ['Het ontbijt was koud en er was niet veel keuze', 'We hebben heel lang op de kamer gewacht'] },
  { language: 'Polish', texts: ['Śniadanie było zimne i nie było obsługi', 'Pokój był bardzo brudny, ale czekaliśmy'] },
  { language: 'Swedish', texts: ['Frukosten var kall och det var inte mycket att välja på', 'Vi fick vänta länge på vårt rum'] },
  { language: 'Turkish', texts: ['Kahvaltı çok soğuktu ve personel iyi değildi', 'Oda için çok uzun süre bekledik ama kimse yok'] },
  { language: 'Russian', texts: ['Завтрак был холодный и мы очень долго ждали', 'Номер был не готов'] },
  { language: 'Ukrainian', texts: ['Сніданок був холодний і ми дуже довго чекали', 'Номер був не готовий, але це вже все'] },
  { language: 'Chinese', texts: ['早餐很冷', '房间不干净'] },
  { language: 'Japanese', texts: ['朝食が冷たかったです', '部屋がとても狭い'] },
  { language: 'Arabic', texts: ['كان الإفطار باردا', 'الغرفة صغيرة جدا'] },
  { language: 'Korean', texts: ['아침 식사가 차가웠어요'] },
  { language: 'Greek', texts: ['Το πρωινό ήταν κρύο'] },
])('$language comments are recognised', ({ language, texts }) => {
  const guess = detectLanguage(texts);
  expect(guess.language).toBe(language);
  expect(guess.english).toBe(language === 'English');
  expect(guess.confidence).toBeGreaterThan(0.5);
});

test('terse English with borrowed words stays English', () => {
  const guess = detectLanguage([
    'wifi slow',
    'the shower is broken',
    'no parking',
    'slow check in',
    'room too hot',
    'croissants were stale',
  ]);
  expect(guess.english).toBe(true);
});

test('nothing to read is unknown, not a guess', () => {
  expect(detectLanguage([])).toMatchObject({ language: 'unknown', confidence: 0, english: false });
  expect(detectLanguage(['', '123', '!!!', 'xyzzy'])).toMatchObject({ language: 'unknown', confidence: 0 });
});

test('a mixed set says what share each language has', () => {
  const german = ['Das Zimmer war nicht sauber und sehr klein'];
  const english = ['The room was not clean and very small', 'We had to wait for the lift', 'It was too loud at night'];
  const { shares, language } = detectLanguage([...german, ...english]);
  expect(language).toBe('English');
  expect(shares).toEqual([
    { language: 'English', share: 0.75 },
    { language: 'German', share: 0.25 },
  ]);
});

test('any text gives a confidence between 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const { confidence } = detectLanguage(texts);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }),
  );
});
