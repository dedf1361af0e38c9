/** Small everyday words, by language, as people write them in comments. A word in several lists counts for each, the less the more lists it is in. */
export const commonWords: Readonly<Record<string, string>> = {
  English:
    'the and to of is was it in for that this with not on we be were are have had my our they you very but so at as from no there would which when too been after will all your i me their what could can did again never only more just about because than then out got good bad great nice slow',
  German:
    'der die das und ist war nicht ich wir ein eine einen einem zu mit auf für es sehr aber den dem von im auch sich hat haben hatte wurde noch nur bei als wie so kein keine uns mein meine unser unsere sie er nach wieder immer man bitte leider wenn oder mehr zum zur sind waren gut schlecht schnell viel lange',
  French:
    'le la les et est était pas je nous un une des du de à pour avec dans que qui sur très mais ce cette il elle ne au aux en plus notre mon ma mes vous ils sont été avons trop sans tout bien rien jamais encore après fait avait ont être ai',
  Spanish:
    'el la los las y es era no que de en un una para con por muy pero nos mi se lo su del al más fue está estaba como todo nada sin nunca hay ha me cuando muchas mucho bien mal después también nuestro nuestra tiene son porque ya',
  Portuguese:
    'o a os as e é era não que de em um uma para com por muito mas nos meu minha se do da dos das no na ao mais foi está estava como tudo nada sem nunca há quando bem depois também nosso nossa tem são porque já eu você ele ela',
  Italian:
    'il lo la i gli le e è era non che di in un una per con molto ma ci mio mia si del della al più stato stata sono come tutto niente senza mai ho abbiamo quando bene dopo anche nostro nostra ha questo questa perché già troppo nel alla dei',
  Dutch:
    'de het een en is was niet ik we wij van in op te met voor dat die er maar zeer heel ook aan bij zo als om naar nog geen mijn onze zijn waren had hebben heeft werd wel veel meer erg goed slecht weer nooit altijd ons wat kan moet',
  Polish:
    'i w na nie się z do to jest był była było że jak ale bardzo o za po od są dla nas mnie tak już tylko przez bez co czy nam moje mój ten ta te był mi my tym ich może kiedy dobrze źle nigdy zawsze jeszcze więcej',
  Czech:
    'a v na se je byl byla bylo že to s z do ale velmi o za po od jsou pro nás mi tak už jen bez co když jako nám můj moje ten ta ty není jsem jsme nebo také více nikdy vždy ještě dobře špatně který která',
  Swedish:
    'och är var inte det att en ett i på för med som vi jag av till men mycket de den så från har hade om vår min mitt oss när eller också bara kan ska efter utan bra dåligt aldrig alltid mer blev fick där här man mig',
  Danish:
    'og er var ikke det at en et i på for med som vi jeg af til men meget de den så fra har havde om vores min mit os når eller også kun kan skal efter uden god dårlig aldrig altid mere blev fik der her man mig blevet',
  Norwegian:
    'og er var ikke det at en et i på for med som vi jeg av til men veldig de den så fra har hadde om vår min mitt oss når eller også bare kan skal etter uten bra dårlig aldri alltid mer ble fikk der her man meg blitt',
  Finnish:
    'ja on oli ei se että en minä me hän mutta kun niin myös hyvin ovat olivat joka mitä vain kuin tai sekä meidän minun ole ollut erittäin liian vielä jo aina koskaan kanssa ilman hyvä huono paljon todella kaikki sitten',
  Turkish:
    've bir bu için çok değil ama ile da de ne var yok gibi daha en kadar sonra bana bize ben biz olarak oldu olan her şey hiç mi mı ki iyi kötü asla güzel değildi vardı yoktu göre',
  Romanian:
    'și este a fost nu că de în un o la cu pe pentru mai foarte dar ne mi se din care sau sunt am au când cum fără tot nimic niciodată bine după acest această noastră meu mea prea doar și-a era',
  Hungarian:
    'a az és nem is hogy egy volt van de nagyon mert meg csak ez azt már még ki mint vagy el ha minden jó rossz soha mindig után nélkül voltak lehet kell mi én nekem nekünk több túl',
  Indonesian:
    'yang dan di ini itu tidak dengan untuk saya kami ada dari ke sangat tapi tetapi juga sudah akan pada bisa kita karena lebih hanya tanpa setelah baik buruk lama sekali atau mereka adalah',
  Russian:
    'и в не на что я с это как мы но очень был была было так по за от для же у к из нас мне все бы только уже есть нет он она они хорошо плохо',
  Ukrainian:
    'і в не на що я з це як ми але дуже був була було так по за від для ж у до із нас мені все би тільки вже є немає він вона вони добре погано',
};

/** Scripts that name their language by themselves, or nearly so. Kana is looked for before Han: Japanese has both. */
export const scriptLanguages: readonly { readonly language: string; readonly letters: RegExp }[] = [
  { language: 'Japanese', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu },
  { language: 'Chinese', letters: /\p{Script=Han}/gu },
  { language: 'Korean', letters: /\p{Script=Hangul}/gu },
  { language: 'Arabic', letters: /\p{Script=Arabic}/gu },
  { language: 'Hebrew', letters: /\p{Script=Hebrew}/gu },
  { language: 'Greek', letters: /\p{Script=Greek}/gu },
  { language: 'Hindi', letters: /\p{Script=Devanagari}/gu },
  { language: 'Thai', letters: /\p{Script=Thai}/gu },
];
