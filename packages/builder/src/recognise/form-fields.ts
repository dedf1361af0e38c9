export interface PlannedField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'long_text' | 'number' | 'date' | 'email' | 'choice' | 'checkbox' | 'file';
  readonly required: boolean;
  /** Of a choice. */
  readonly options?: readonly string[];
}

/** The fields a form needs, from the words around it: named ones first, then what its subject calls for. */
export function formFields(clause: string, whole: string): { title: string; fields: PlannedField[] } {
  const title = formTitle(clause);
  const fields = new Map<string, PlannedField>();
  const add = (field: PlannedField): void => void (fields.has(field.name) || fields.set(field.name, field));
  for (const label of listedFields(clause)) add(fieldFor(label));
  if (
    !/\b(?:invoice|order|receipt|export|list|contract) form\b/iu.test(clause) &&
    (fields.size === 0 || /\b(?:upload|attach|file)/iu.test(clause)) &&
    /\b(?:upload|file|csv|excel|spreadsheet|xlsx|json|pdf|document|attach|invoice|receipt|contract|cv|resume|export|txt|essays?|homework|drops?|hands? in)\b|\b(?:upload|send|have|get|receive)\w* (?:[\w-]+ ){0,3}(?:table|list)\b/iu.test(
      clause,
    )
  )
    for (const field of /\b(?:two|both|2)\s+(?:[\w-]+ ){0,2}(?:files?|lists?|tables?|sheets?|csvs?|excels?|spreadsheets?)\b|\b(?:merge|combine|join|match)\b[^.;]*\bwith (?:the|an?|another|our)\b|\bcompare\b.*\bwith (?:the|an?|another|our)\b.*\b(?:list|file|csv|excel|table|statement|export)\b|\band another (?:one|list|file|table)\b/iu.test(
      `${clause} ${together(whole)}`,
    )
      ? twoFiles
      : [fileField(clause, whole)])
      add(field);
  const added = /\bwith (?:an? |their |the )?(photo|picture|image|receipt|attachment)\b/iu.exec(clause)?.[1]?.toLowerCase();
  const isBare = !/\b(?:upload|file|csv|excel|spreadsheet|pdf|export)/iu.test(clause);
  if (fields.size === 0 && isBare) for (const field of usualFields(`${clause} ${title}`)) add(field);
  if (added && fields.size > 0) add({ name: added, label: capital(added), type: 'file', required: false });
  return { title, fields: [...fields.values()].slice(0, 20) };
}

/** What is said of bringing lists together; empty when nobody does. */
function together(whole: string): string {
  return /\b(?:merge|combine|join|match|together|bring|compare)\b/iu.test(whole) ? whole : '';
}

const twoFiles: PlannedField[] = [
  { name: 'file', label: 'First file (Excel or CSV)', type: 'file', required: true },
  { name: 'file2', label: 'Second file (Excel or CSV)', type: 'file', required: true },
];

function fileField(said: string, whole: string): PlannedField {
  // “make a pdf of … from the file I upload”: only the second is handed in.
  const clause = said.replace(
    /\b(?:make|create|produce|generate|build)\s+(?:me\s+)?(?:an? |one )?(?:csv|excel|spreadsheet|pdf|json)\b/iu,
    ' ',
  );
  const format = /\b(csv|excel|spreadsheet|xlsx|json|pdf)\b/iu.exec(`${clause} ${withoutMade(whole)}`)?.[1]?.toLowerCase();
  const kind = format === 'csv' ? 'CSV' : format === 'json' ? 'JSON' : format === 'pdf' ? 'PDF' : format ? 'Excel or CSV' : 'file';
  const subject =
    /\b(?:csv|excel|spreadsheet|file|export|list|pdf|document|table|xlsx)(?: files?| export| sheet)?\s+(?:of|with|from|containing|full of)\s+(?:our |my |the |all |all the |their )*([\w' -]{3,40}?)(?=,|\.|;| and | then | to |$)/iu
      .exec(clause)?.[1]
      ?.replace(/\s+(?:from|that|which|i|we|they|when|every|each|on|who)\b.*$/iu, '')
      .trim();
  const named =
    /\b(?:(?:letter|invoice|receipt|contract|cv|resume|price list|bank statement|attendance|order|sales|product|homework|essay|thesis|assignment)s?|(?:student|patient|customer)s?(?= (?:csv|excel|spreadsheet|file|export|list|pdf)))\s*(?:csv|excel|spreadsheet|file|export|list|pdf|document)?\b/iu
      .exec(clause)?.[0]
      ?.trim();
  const label = capital(subject ?? named ?? 'The file');
  return { name: 'file', label: kind === 'file' ? label : `${label} (${kind})`, type: 'file', required: true };
}

/** The request without the files that are to be made. */
function withoutMade(whole: string): string {
  return whole.replaceAll(
    /\b(?:as|into|to|in|give me|make|produce|create|export|send|one|and|want|need)\s+(?:it |them |me |us )?(?:an? |one |the )?(?:[\p{L}-]+ ){0,2}?(?:csv|excel|spreadsheet|xlsx|json|pdf)\b/giu,
    ' ',
  );
}

/** “with name, e-mail and message” */
export function listedFields(clause: string): string[] {
  // “(form on the tablet)” is a remark; a list has two entries.
  const bracketed =
    /\(([^()]+(?:,|\band\b|&|\/)[^()]+)\)/u.exec(clause)?.[1] ?? /\b(?:form|survey|questionnaire)\s*:\s*([^.;]+)$/iu.exec(clause)?.[1];
  const match = bracketed
    ? [bracketed, bracketed]
    : /\b(?:with|asking for|that asks for|containing|collecting|to collect|fields?:?)\s+(?:their |the |a |an |an? upload of )?((?:[\w' -]{2,30}(?:,| and | & |\/))+\s*(?:and |an? )?[\w' -]{2,30})/iu.exec(
        clause,
      );
  if (!match) return [];
  return (match[1] ?? '')
    .split(/,|\band\b|&|\//iu)
    .map((part) => part.replace(/^\s*(?:their|the|an?|his|her|your)\s+/iu, '').trim())
    .filter(
      (part) =>
        part.length >= 2 &&
        !/^(?:pdf|csv|excel|xlsx?|json|word|word or pdf|pdf or word|jpe?g|png)$/iu.test(part) &&
        part.length <= 30 &&
        part.split(' ').length <= 4 &&
        !/^(?:form|survey|upload)$/iu.test(part) &&
        !/\b(?:otherwise|else|whether|save|ask|if|when|over|under|above|below|mail|e-mail|send|tell|then|thank|forward|notify|confirm|extract|summarise|translate|sort|count|must|should|has to|approve)\b/iu.test(
          part,
        ) &&
        !/\b(?:csv|excel|file|rows?|comments? in it)\b/iu.test(part),
    );
}

/** A file, a date, a number or text, as the last word of what it is called says: an “invoice number” is no invoice. */
export function fieldFor(label: string): PlannedField {
  const lower = label.toLowerCase();
  const head = lower.split(/\s+(?:of|for|from|with|about|in|at|on)\s|\s*\(/u)[0] ?? lower;
  return { name: identifier(lower), label: capital(label), type: typeOf(lower, head), required: !/optional/u.test(lower) };
}

const fileWord =
  /\b(?:photos?|fotos?|pictures?|pics?|images?|screenshots?|scans?|receipts?|files?|attachments?|documents?|cvs?|resumes?|résumés?|pdfs?|invoices?|certificates?|payslips?|drawings?|videos?|recordings?)$/u;

function typeOf(lower: string, head: string): PlannedField['type'] {
  if (/e-?mail/u.test(lower)) return 'email';
  if (fileWord.test(head)) return 'file';
  if (/\b(?:cent(?:re|er)|code|name|type|id|no|category|plate|class|currency)$/u.test(head)) return 'text';
  if (/^(?:whether|if)\b|\bconsent\b|\byes ?(?:\/|or) ?no\b/u.test(lower)) return 'checkbox';
  if (/\b(?:date|day|birthday|from|until|start|end|deadline)\b/u.test(lower.replaceAll(/\bof the (?:day|week|month)\b/gu, '')))
    return 'date';
  if (
    /\b(?:amount|number of|how many|count|price|cost|quantity|qty|age|hours|rate|total|budget|guests|people|persons|rating|days|nights|weight|height|length|width|metres|litres|km|kilomet(?:re|er)s|mileage|score|value|income|salary|rent|distance)\b/u.test(
      lower,
    )
  )
    return 'number';
  return /\b(?:message|comment|description|details|reason|why|what happened|idea|wish|notes?|feedback|question|problem|text|explanation|address|symptoms|history|story|bio|summary)\b/u.test(
    lower,
  )
    ? 'long_text'
    : 'text';
}

const person: PlannedField[] = [
  { name: 'name', label: 'Your name', type: 'text', required: true },
  { name: 'email', label: 'Your e-mail address', type: 'email', required: true },
];
const field = (label: string, type: PlannedField['type'], required = true): PlannedField => ({
  name: identifier(label.toLowerCase()),
  label,
  type,
  required,
});

/** What several people come to together. */
const ofSeveral =
  /\b(?:tables?|guests?|people|persons?|part(?:y|ies)|restaurant|dinner|lunch|brunch|rsvp|group|tours?|tickets?|seats?|famil(?:y|ies)|wedding|event)\b/iu;

/** What forms of a well-known kind ask. */
export function usualFields(text: string): PlannedField[] {
  if (
    /\b(?:vacation|holiday|time off|absence|absent|days? off|sick|(?:annual|parental|sick|unpaid|on|requests?|request for|apply for|applies for|of|for|asks? for) leave\b|leave (?:request|form|application|of absence))/iu.test(
      text,
    )
  )
    return [...person, field('From', 'date'), field('Until', 'date'), field('Reason', 'long_text', false)];
  if (/\bexpense|reimburse/iu.test(text))
    return [
      ...person,
      field('Amount', 'number'),
      field('What for', 'text'),
      { name: 'receipt', label: 'Receipt', type: 'file', required: false },
    ];
  if (/\b(?:books?(?=\s+(?:an?|the|our|in|online|via|with|through)\b)|booked|bookings?|reserv\w+|appointments?|rsvp)\b/iu.test(text))
    return [
      ...person,
      field('Date', 'date'),
      ...(ofSeveral.test(text) ? [field('Number of people', 'number', false)] : []),
      field('Message', 'long_text', false),
    ];
  if (/\b(?:order|quote|purchase|budget)/iu.test(text))
    return [
      ...person,
      field('What', 'text'),
      ...(/\bquote/iu.test(text) ? [] : [field('Quantity', 'number', false)]),
      ...(/\b(?:purchase|budget)/iu.test(text) ? [field('Amount', 'number', false)] : []),
      field('Message', 'long_text', false),
    ];
  if (
    /\b(?:maintenance|repair|problem|issue|damage|fault|defect|broken|leak\w*|incident|accident|hazard|theft|pothole|ticket|support)/iu.test(
      text,
    )
  )
    return [...person, field('Where', 'text'), field('Description', 'long_text')];
  if (/\b(?:feedback|survey|review|complain)/iu.test(text))
    return [...person.map((entry) => ({ ...entry, required: false })), field('Rating', 'number', false), field('Comment', 'long_text')];
  if (/\b(?:appl|job|candidate|volunteer)/iu.test(text))
    return [...person, field('Message', 'long_text', false), { name: 'cv', label: 'CV', type: 'file', required: false }];
  if (/\b(?:homework|essay|assignment)/iu.test(text))
    return [...person, { name: 'file', label: 'The homework', type: 'file', required: true }];
  if (/\bconsent|permission/iu.test(text))
    return [
      ...person,
      { name: 'allowed', label: 'Allowed', type: 'choice', required: true, options: ['yes', 'no'] },
      field('Message', 'long_text', false),
    ];
  // Who registers has given all that is wanted.
  const isMessage = !/\b(?:regist\w+|sign(?:s|ed|ing)?[ -]?up|sign-?ups?|enrol\w*|subscri\w+|joins?|checks? in)\b/iu.test(text);
  return [...person, field('Message', 'long_text', isMessage)];
}

/** “report a broken machine” → Report of a broken machine; “asks for a refund” → Refund request. */
function titleOfVerb(clause: string): string | undefined {
  const thing = String.raw`(?:(an?|the|their|any) )?((?:[\p{L}-]+ ){0,2}?[\p{L}-]+)(?=\s+(?:with|via|through|in|on|using|by|from|at|to|and)\b|\s*[,;:.]|\s*$)`;
  const reported = new RegExp(String.raw`\breports?\s+${thing}`, 'iu').exec(clause);
  if (reported && !/\bform\b/iu.test(reported[2] ?? '')) {
    const said = reported[1]?.toLowerCase();
    return `Report of ${said === undefined ? '' : /^(?:the|their)$/u.test(said) ? 'the ' : `${article(reported[2] ?? '')} `}${reported[2]}`;
  }
  const wanted = new RegExp(String.raw`\b(?:asks?|requests?|applies|apply|wants?|needs?)\s+(?:us\s+)?(?:for\s+)?${thing}`, 'iu').exec(
    clause,
  );
  const noun = wanted?.[2]?.toLowerCase() ?? '';
  if (
    /^(?:refund|quote|visit|appointment|viewing|demo|callback|replacement|repair|discount|offer|certificate|sample|catalogue|consultation|loan|room|parking space|laptop)$/u.test(
      noun,
    )
  )
    return capital(`${noun} request`);
  if (/\bcancels?\b/iu.test(clause) && !/\b(?:order|booking|payment) (?:is|was|gets)\b/iu.test(clause)) return 'Cancellation';
  return /\bappl(?:y|ies) (?:for|to)\b/iu.test(clause) && !/\bleave|vacation|holiday\b/iu.test(clause) ? 'Application' : undefined;
}

const article = (noun: string): string => (/^[aeiou]/iu.test(noun) ? 'an' : 'a');

function formTitle(clause: string): string {
  const about =
    /\bforms? (?:for|about|on) (?:an? |the |our |my )?((?:[\p{L}-]+ ){0,2}?[\p{L}-]+)(?=\s*(?:[(,;:.]|$)|\s+(?:with|that|which|and|where)\b)/iu.exec(
      clause,
    )?.[1];
  if (about && !/^(?:it|this|that|them|each|every)$/iu.test(about)) return capital(about);
  const verb = titleOfVerb(clause);
  if (verb) return verb;
  const named = /\b([\w-]+(?: [\w-]+)?(?: [\w-]+)?) (?:form|survey|questionnaire)\b/iu
    .exec(clause)?.[1]
    ?.replace(
      /^(?:the|a|an|our|my|out|in|web|online|simple)\s+|^(?:the|a|an|our|my|out|in|web|online|simple|with a|with the|by a|in a|using a|through a)$/iu,
      '',
    )
    .replace(
      /^(?:.*\b)?(?:out|in|sends?|fills?|submits?|the|an?|our|my|if|when|arrives?|comes?|through|via|by|from|sent|on|with|of|for|every|each|some|any|someone|using|over)\s+(?=[\w-]+)/iu,
      '',
    )
    .replace(/\s+(?:via|by|through|with|in|on|the|a|an|our)$/iu, '');
  if (
    named &&
    !/^(?:requests?|orders?|applications?|enquir(?:y|ies)|registrations?|claims?|bookings?)$/iu.test(named) &&
    !/^(?:via|by|through|with|in|on|the|a|an|our|out|form|this|that|arrives?|comes?|sends?|fills?|when(?:ever)?|if|once|i|we|want|need|i want|i need|we need|new)$/iu.test(
      named,
    )
  )
    return `${capital(named)} form`;
  const kind =
    /\b((?:(?!new\b|the\b|an?\b|our\b|my\b|for\b|every\b|each\b|all\b|incoming\b|submits?\b|sends?\b|someone\b|somebody\b|anyone\b|who\b|people\b|customers?\b|clients?\b|parents?\b|users?\b|guests?\b|machine\b|members?\b|tenants?\b|employees?\b|patients?\b|via\b|of\b|to\b|when\b|if\b|he\b|she\b|they\b|we\b|with\b|on\b|by\b|their\b|his\b|her\b|and\b)[\p{L}-]+ )?(?:registration|application|claim|request|booking|sign-?up|enquiry|inquiry|nomination|cancell?ation|reservation|rsvp|order|complaint|suggestion|review|report))s?\b/iu.exec(
      clause,
    )?.[1];
  const came =
    /\b(?:an?|new|the)\s+((?!form\b|new\b)(?:\p{L}+ )?\p{L}+?)\s+(?:comes? in|arrives?|is (?:submitted|received|placed))\b/iu.exec(
      clause,
    )?.[1];
  if (came && !kind && !/\bform\b|^(?:request|file)$|\b\p{L}+ed\b|\b(?:sign|join)s?\b/iu.test(came)) return capital(came.toLowerCase());
  if (kind && !/\bupload|\bfile\b|\bcsv\b|\bexcel\b/iu.test(clause) && !/^(?:holiday|vacation|leave|expense) /iu.test(kind))
    return capital(kind.toLowerCase());
  const subject = /\b(?:of|with|for)\s+(?:our |my |the |all )*([\w-]+(?: [\w-]+)?)/iu.exec(clause)?.[1];
  const handed = subject?.replace(/\s(?:per|by|from|in|of|with|for|to|and|or|that|which|i|we)$/iu, '');
  if (/upload|file|csv|excel|spreadsheet|pdf/iu.test(clause))
    return handed && !/^(?:i|we|it|them|file|upload)$/iu.test(handed) ? capital(handed) : 'Upload';
  return /vacation|holiday|leave|time off/iu.test(clause)
    ? 'Leave request'
    : /expense/iu.test(clause)
      ? 'Expense'
      : /\bsurvey\b/iu.test(clause)
        ? 'Survey'
        : /feedback|review/iu.test(clause)
          ? 'Feedback'
          : /\bcomplains?\b/iu.test(clause)
            ? 'Complaint'
            : /\b(?:registers?|registered|sign(?:s|ed)? up|subscribe[sd]?|enrol(?:l?ed|s)?)\b/iu.test(clause)
              ? 'Registration'
              : /\bbooks? (?:a|an|the)\b/iu.test(clause)
                ? 'Booking'
                : /\bjoin(?:s|ed)?\b/iu.test(clause)
                  ? 'Membership'
                  : /\borders?\b/iu.test(clause)
                    ? 'Order'
                    : 'Request';
}

function identifier(text: string): string {
  const words = text
    .normalize('NFD')
    .replaceAll(/[^a-z0-9 ]/giu, '')
    .trim()
    .split(/\s+/u)
    .filter((word, index, all) => all.length < 3 || index === 0 || !/^(?:the|an?|our|your|their)$/u.test(word))
    .slice(0, 3);
  const name = words.map((word, index) => (index === 0 ? word.toLowerCase() : capital(word))).join('');
  return /^[a-z]/u.test(name) ? name : `field${name}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `due_date` as a field is called: `dueDate`. */
export function camel(name: string): string {
  return name
    .split('_')
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');
}
