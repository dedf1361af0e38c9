/** A product people name that no step here talks to yet. */
export interface Service {
  readonly name: string;
  readonly pattern: RegExp;
  /** Tells other programs of its events by calling a web address. */
  readonly sendsWebhooks?: boolean;
  /** Gives text out of something else, so that no step can pick from it before. */
  readonly reads?: boolean;
  /** The nearest thing that works today, as a sentence. */
  readonly instead: string;
}

const byRequest = (name: string): string =>
  `${name} can be reached through its web API with “Call a web address”, or you can send an e-mail instead.`;

const service = (name: string, words: string, options: Partial<Service> = {}): Service => ({
  name,
  pattern: new RegExp(`\\b(?:${words})\\b`, 'iu'),
  instead: byRequest(name),
  ...options,
});

export const services: readonly Service[] = [
  service('Slack', 'slack(?: channel)?', {
    instead: 'Slack takes messages at an incoming-webhook address: use “Call a web address” with it, or send an e-mail instead.',
  }),
  service('Microsoft Teams', 'ms teams|microsoft teams|teams (?:channel|chat|message)|(?:in|on|to|via) teams', {
    instead: 'Teams takes messages at a workflow address: use “Call a web address” with it, or send an e-mail instead.',
  }),
  service('Discord', 'discord', {
    instead: 'Discord takes messages at a webhook address: use “Call a web address” with it, or send an e-mail instead.',
  }),
  service('Telegram', 'telegram'),
  service('WhatsApp', 'whats ?app|wapp'),
  service(
    'SMS',
    'sms|text messages?|(?:send|get|by|via) (?:me |us |them |him |her )?(?:an? )?text(?! file)(?= (?:to|when|if|on|me|him|her|them|$))|texts? (?:me|us|him|her|them|the (?:customer|patient|client|parent)s?)',
    { instead: 'Text messages can be sent through a provider’s web API with “Call a web address”, or send an e-mail instead.' },
  ),
  service(
    'a phone call',
    'phone(?:s| up)? (?:me|us|him|her|them|the)|call (?:me|us|him|her|them|the (?:customer|patient|client|parent|owner|tenant)s?)(?! back url)|voice call|ring (?:me|him|her|them)',
    { instead: 'Calls cannot be made from here; send an e-mail that asks somebody to call.' },
  ),
  service('Google Sheets', 'google ?sheets?|g ?sheets?|gsheet|google spreadsheet|(?:the|our|my|a) (?:[\\w-]+ )?sheet(?! of|s? of paper)', {
    instead: 'Upload the sheet as an Excel or CSV file, or reach it through its web API with “Call a web address”.',
  }),
  service('Google Drive', 'google drive|g ?drive|(?:the|our|my) drive'),
  service(
    'Google Calendar',
    'google calendar|outlook calendar|(?:the|our|my|a|your|his|her|their) calendars?|calendar (?:entry|event|invite|reminder)s?|calendars?',
    { instead: 'Calendars can be reached through their web API with “Call a web address”, or send an e-mail instead.' },
  ),
  service('Gmail', 'gmail|google mail'),
  service('Outlook', 'outlook'),
  service('a mailbox', '(?:(?:info|support|sales|office)@ )?(?:in ?box|mail ?box)(?:es)?', {
    instead: 'Mailboxes cannot be read yet. Many mail programs can forward to a web address, or people can use a form.',
  }),
  service('Dropbox', 'drop ?box'),
  service('OneDrive', 'one ?drive|share ?point'),
  service('Notion', 'notion'),
  service('Airtable', 'air ?table'),
  service('HubSpot', 'hub ?spot'),
  service('Salesforce', 'sales ?force'),
  service('Pipedrive', 'pipedrive'),
  service('the CRM', 'crm', { instead: 'A CRM can be reached through its web API with “Call a web address”.' }),
  service('the ERP', 'erp|sap|netsuite|odoo|datev'),
  service('Trello', 'trello'),
  service('Asana', 'asana'),
  service('monday.com', 'monday\\.com'),
  service('ClickUp', 'click ?up'),
  service('Jira', 'jira'),
  service('GitHub', 'git ?hub', { sendsWebhooks: true }),
  service('Zendesk', 'zendesk', { sendsWebhooks: true }),
  service('Freshdesk', 'freshdesk', { sendsWebhooks: true }),
  service('Intercom', 'intercom', { sendsWebhooks: true }),
  service('Stripe', 'stripe', { sendsWebhooks: true }),
  service('PayPal', 'pay ?pal', { sendsWebhooks: true }),
  service('Shopify', 'shopify', { sendsWebhooks: true }),
  service('WooCommerce', 'woo ?commerce', { sendsWebhooks: true }),
  service('Typeform', 'typeform', { sendsWebhooks: true }),
  service('Calendly', 'calendly', { sendsWebhooks: true }),
  service('Mailchimp', 'mail ?chimp|newsletter tool'),
  service('QuickBooks', 'quick ?books'),
  service('Xero', 'xero'),
  service('Google Forms', 'google forms?'),
  service('Instagram', 'instagram|insta'),
  service('Facebook', 'facebook|fb'),
  service('LinkedIn', 'linked ?in'),
  service('X', 'twitter|tweets?'),
  service('YouTube', 'youtube'),
  service('TikTok', 'tik ?tok'),
  service('a database', 'databases?|sql|postgres(?:ql)?|mysql|mongo ?db|db', {
    instead: 'Databases cannot be reached directly yet; export the rows as a file, or put a web API in front and use “Call a web address”.',
  }),
  service('FTP', 's?ftp(?: server)?', {
    instead: 'Files on an FTP server cannot be reached yet; upload them, or call a web address that has them.',
  }),
  service('a folder', '(?:shared |network |local |dropbox |watch(?:ed)? )?folders?(?= |$|,|\\.)', {
    instead: 'Folders cannot be watched or written to yet; upload the file by a form, or send it by e-mail.',
  }),
  service('a printer', 'print(?:s|er|ed|ing)?(?! out the (?:word|text))', {
    instead: 'Nothing here can print; make a PDF and send it by e-mail.',
  }),
  service('fax', 'fax'),
  service('DocuSign', 'docu ?sign|e-?sign(?:ature)?', { instead: 'Signatures cannot be collected yet; ask for an approval instead.' }),
  service('Zoom', 'zoom (?:meeting|link|call)'),
  service(
    'text recognition of pictures',
    'scan(?:s|ned)?(?: (?:receipt|document|page|invoice)s?)?|ocr|photos?|pictures?|images?|jpe?gs?|screenshots?',
    { instead: 'Pictures and scans cannot be read yet; use a PDF that has text.', reads: true },
  ),
  service('speech recognition', 'transcrib\\w+|voice (?:memo|mail|note|message)s?|voicemails?|audio|recordings?|podcasts?', {
    instead: 'Sound cannot be turned into text yet.',
  }),
  service('a web page reader', 'scrap(?:e|es|ing)|crawl\\w*', {
    instead: '“Call a web address” gets a page as text; “Pick out details” can read values from it.',
  }),
];

export function servicesIn(text: string): Service[] {
  return services.filter(({ pattern }) => pattern.test(text));
}
