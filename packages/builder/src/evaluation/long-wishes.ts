import { planned, type PlannerCase } from './planner-case.ts';

/** Wishes of three steps and more. */
export const longWishes: readonly PlannerCase[] = [
  planned('post each row of the csv to https://crm.example/contacts', 'trigger.form', 'file.read flow.for_each http.request', {
    config: ['http.request: POST'],
  }),
  planned(
    'read grant applications (pdf), summarise each in 3 sentences and send me the lot',
    'trigger.form',
    'file.read ai.summarize email.send',
    { alternatives: ['file.read flow.for_each ai.summarize email.send', 'flow.for_each file.read ai.summarize email.send'] },
  ),
  planned(
    'Return request form with order number, reason and a photo; ask the shop manager for approval; when approved mail the customer the return label text, when rejected tell them why',
    'trigger.form',
    'flow.approval email.send email.send',
    { config: ['trigger.form: reason'] },
  ),
  planned(
    'sort customer messages into complaint, question or praise and send complaints to anna@shop.example',
    'trigger.webhook',
    'ai.classify flow.if email.send',
    {
      config: ['ai.classify: complaint', 'email.send: anna@shop.example'],
      note: 'trigger not said',
      alternatives: [
        'ai.classify flow.switch email.send',
        'file.read ai.classify data.filter email.send',
        'file.read flow.for_each ai.classify flow.if email.send',
        'file.read flow.for_each ai.classify flow.switch email.send',
      ],
    },
  ),
  planned(
    'student essays as txt: give feedback on each one and mail it to the student',
    'trigger.form',
    'file.read ai.generate email.send',
    { alternatives: ['file.read flow.for_each ai.generate email.send', 'flow.for_each file.read ai.generate email.send'] },
  ),
  planned(
    'when called fetch https://a.example/x and https://b.example/y at the same time, put the results together and return them',
    'trigger.webhook',
    'http.request http.request flow.merge flow.respond',
    { config: ['http.request: a.example/x', 'http.request: b.example/y'] },
  ),
  planned('Upload survey, summarise the answers, email me the summary', 'trigger.form', 'file.read ai.summarize email.send'),
  planned(
    'feedback form with name, email, and comment. if the comment is a complaint send it to the manager, otherwise thank them',
    'trigger.form',
    'ai.classify flow.if email.send email.send',
    { alternatives: ['ai.classify flow.switch email.send email.send', 'flow.if email.send email.send'] },
  ),
  planned(
    'inventory excel: items under min stock -> order list pdf -> mail to supplier',
    'trigger.form',
    'file.read data.filter file.write email.send',
    { config: ['file.write: pdf'] },
  ),
  planned(
    'New order in the shop -> if it is over 500 euros ask my boss to approve, then confirm it to the customer by mail',
    'trigger.webhook',
    'flow.if flow.approval email.send',
    {
      config: ['flow.if: 500'],
      alternatives: ['flow.if flow.approval email.send email.send', 'flow.if flow.approval email.send email.send email.send'],
    },
  ),
  planned(
    'tenant reports damage with photo and description; classify as plumbing, heating, electric or other and mail the right craftsman',
    'trigger.form',
    'ai.classify flow.switch email.send',
    {
      config: ['ai.classify: plumbing'],
      alternatives: [
        'ai.classify flow.switch email.send email.send email.send email.send',
        'ai.classify email.send',
        'ai.classify flow.if email.send',
        'ai.classify flow.switch email.send email.send email.send',
      ],
    },
  ),
  planned('I have a CSV with orders, I need the top 10 customers by revenue', 'trigger.form', 'file.read data.group data.sort', {
    config: ['data.sort: 10'],
    alternatives: ['file.read data.sort', 'file.read data.group data.sort file.write', 'file.read data.sort file.write'],
  }),
  planned(
    'upload a csv of orders, only keep those above 100, sort by amount highest first and give me an excel',
    'trigger.form',
    'file.read data.filter data.sort file.write',
    { config: ['data.filter: 100', 'data.sort: descending', 'file.write: excel'] },
  ),
  planned(
    'when someone uploads a receipt get the amount and the date out of it and ask me to confirm before it is booked at https://books.example.com/api/entries',
    'trigger.form',
    'file.read ai.extract flow.approval http.request',
  ),
  planned(
    'A customer fills in a complaint form (name, email, order number, what happened). Decide if it is about delivery, quality or billing. Write a reply. If it is billing, the accountant has to approve the reply first. Then send the reply to the customer. After 3 days ask if they are happy.',
    'trigger.form',
    'ai.classify ai.generate flow.if flow.approval email.send flow.delay email.send',
    {
      config: ['ai.classify: billing', 'flow.delay: 259200'],
      alternatives: [
        'ai.classify ai.generate flow.if flow.approval email.send flow.delay email.send email.send flow.delay email.send',
        'ai.classify ai.generate flow.if flow.approval email.send email.send flow.delay email.send',
      ],
    },
  ),
  planned(
    'every 5 min ping https://example.com and alert ops@example.com when status is not 200',
    'trigger.schedule',
    'http.request flow.if email.send',
    { cron: '*/5 * * * *', config: ['flow.if: 200'] },
  ),
  planned(
    'what are the main themes in our survey answers? i have them as xlsx. pdf report please',
    'trigger.form',
    'file.read ai.group file.write',
    { config: ['file.write: pdf'] },
  ),
  planned(
    'twice a day at 8 and 20 get https://sensors.example/temp and if temp < 5 mail facility@example.org',
    'trigger.schedule',
    'http.request flow.if email.send',
    { cron: '0 8,20 * * *', config: ['flow.if: 5'] },
  ),
  planned(
    'classify incoming help requests by urgency and forward the urgent ones to oncall@relief.example',
    'trigger.webhook',
    'ai.classify flow.if email.send',
    { config: ['email.send: oncall@relief.example'], alternatives: ['ai.classify flow.switch email.send'] },
  ),
  planned(
    'upload class list with grades, average per student and sort best first, pdf',
    'trigger.form',
    'file.read data.group data.sort file.write',
    { config: ['data.group: average', 'file.write: pdf'] },
  ),
  planned(
    'Take a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report',
    'trigger.form',
    'file.read ai.group file.write',
    { config: ['ai.group: onlyComplaints', 'file.write: excel'] },
  ),
  planned(
    'find unpaid invoices in this spreadsheet and send each customer a payment reminder',
    'trigger.form',
    'file.read data.filter flow.for_each email.send',
  ),
  planned(
    'donation comes in via webhook -> thank you mail. if more than 1000 also tell the director',
    'trigger.webhook',
    'email.send flow.if email.send',
    { config: ['flow.if: 1000'], alternatives: ['flow.if email.send email.send', 'flow.if email.send email.send email.send'] },
  ),
  planned(
    'every first working day of the month get the list of open invoices from https://books.example.com/api/open and email each customer a reminder',
    'trigger.schedule',
    'http.request flow.for_each email.send',
    { note: 'first working day has no plain cron' },
  ),
  planned(
    'abandoned cart: wait 2 hours then send a reminder, then after 1 day another one',
    'trigger.webhook',
    'flow.delay email.send flow.delay email.send',
    { config: ['flow.delay: 7200', 'flow.delay: 86400'] },
  ),
  planned(
    'Rezeptkosten: take recipe csv, cost = qty * price, sum per dish, excel',
    'trigger.form',
    'file.read data.map data.group file.write',
    { config: ['data.map: price'] },
  ),
  planned(
    'Upload bank csv, drop everything before 2026, remove duplicates, add column month, total per month, sort by month, write excel, email to tax@advisor.example',
    'trigger.form',
    'file.read data.filter data.deduplicate data.map data.group data.sort file.write email.send',
    { config: ['data.filter: 2026', 'email.send: tax@advisor.example'] },
  ),
  planned(
    'compare the bank statement csv with the invoice list and show what does not match',
    'trigger.form',
    'file.read file.read flow.merge data.filter',
    {
      alternatives: [
        'file.read file.read flow.merge data.filter file.write',
        'file.read flow.merge data.filter',
        'file.read file.read code.javascript',
        'file.read file.read flow.merge',
      ],
    },
  ),
  planned(
    'classify each comment in a csv as positive, negative or neutral and give me the counts',
    'trigger.form',
    'file.read flow.for_each ai.classify data.group',
    {
      config: ['ai.classify: negative'],
      alternatives: [
        'file.read ai.classify data.group',
        'file.read ai.classify data.group file.write',
        'file.read flow.for_each data.group ai.classify',
      ],
    },
  ),
  planned(
    'invoice form: customer, hours, rate. calculate the total, make a pdf and send it to the customer',
    'trigger.form',
    'data.map file.write email.send',
    {
      alternatives: [
        'data.set file.write email.send',
        'data.set text.template file.write email.send',
        'text.template file.write email.send',
        'data.map text.template file.write email.send',
      ],
    },
  ),
  planned(
    'every monday morning collect the guest reviews from https://reviews.example.com/feed.json, group them by topic and email the hotel manager a pdf',
    'trigger.schedule',
    'http.request ai.group file.write email.send',
    { cron: '0 8 * * 1', note: 'morning may be read as 8 or 9' },
  ),
  planned(
    'every evening at 6pm get the sales from https://shop.example.com/api/sales, total them per shop and mail me an excel',
    'trigger.schedule',
    'http.request data.group file.write email.send',
    { cron: '0 18 * * *', config: ['data.group: sum', 'http.request: shop.example.com/api/sales'] },
  ),
  planned('Sort the applications by date and drop the incomplete ones', 'trigger.form', 'file.read data.sort data.filter', {
    alternatives: [
      'file.read data.filter data.sort',
      'file.read data.sort data.filter file.write',
      'file.read data.filter data.sort file.write',
    ],
  }),
  planned(
    'make a personalised letter for each person in the excel and produce one pdf',
    'trigger.form',
    'file.read flow.for_each text.template file.write',
    {
      alternatives: [
        'file.read flow.for_each ai.generate file.write',
        'file.read flow.for_each file.write text.template',
        'file.read flow.for_each text.template',
        'file.read flow.for_each ai.generate',
      ],
    },
  ),
  planned(
    'merge two excel files by customer number and remove duplicates',
    'trigger.form',
    'file.read file.read flow.merge data.deduplicate',
    { config: ['flow.merge: customer'], alternatives: ['file.read file.read flow.merge data.deduplicate file.write'] },
  ),
  planned(
    'total expenses per category from an excel, sort descending, excel out',
    'trigger.form',
    'file.read data.group data.sort file.write',
    { config: ['data.group: category', 'data.sort: descending'] },
  ),
  planned('read invoice pdfs, extract number, date, total and vat, and save in excel', 'trigger.form', 'file.read ai.extract file.write', {
    config: ['ai.extract: vat'],
  }),
  planned(
    'if the uploaded contract is longer than 10 pages summarise it first, then in any case ask legal to approve, on approval store it through https://dms.example/api/files and on rejection tell the uploader',
    'trigger.form',
    'file.read flow.if ai.summarize flow.approval http.request email.send',
    { config: ['flow.if: 10'] },
  ),
  planned(
    'job application form with cv upload: read the cv, pull out name, email, years of experience and skills and send it to hr@firm.example',
    'trigger.form',
    'file.read ai.extract email.send',
    { config: ['ai.extract: skills', 'email.send: hr@firm.example'] },
  ),
  planned(
    'translate the uploaded text file into spanish and give it back as a text file',
    'trigger.form',
    'file.read ai.generate file.write',
    { config: ['file.write: text'] },
  ),
  planned('group nps comments by topic, only complaints, count, excel to me', 'trigger.form', 'file.read ai.group file.write email.send', {
    alternatives: ['file.read ai.group file.write'],
  }),
  planned('Translate the guest reviews into English and summarise them', 'trigger.form', 'file.read ai.generate ai.summarize', {
    alternatives: ['file.read flow.for_each ai.generate ai.summarize', 'file.read ai.summarize'],
  }),
  planned(
    'when an email arrives in my inbox extract the invoice data and save it in excel',
    'trigger.manual',
    'placeholder ai.extract file.write',
    { placeholders: ['mail|inbox'] },
  ),
  planned(
    'when a tenant cancels, approval by the owner, then mail tenant, and tell cleaning to come',
    'trigger.form',
    'flow.approval email.send email.send',
    { note: 'webhook or form' },
  ),
  planned(
    'text me on my mobile when the server is down, check every 10 minutes https://srv.example',
    'trigger.schedule',
    'http.request flow.if placeholder',
    { cron: '*/10 * * * *', placeholders: ['text|sms|mobile'] },
  ),
  planned(
    'customer asks for a quote on our website form (name, address, what needs doing). write a draft answer, i check it, then it is sent',
    'trigger.form',
    'ai.generate flow.approval email.send',
  ),
  planned(
    'for each review in the file write a friendly reply and put everything in an excel',
    'trigger.form',
    'file.read flow.for_each ai.generate file.write',
    { alternatives: ['file.read flow.for_each file.write ai.generate'] },
  ),
  planned(
    'depending on the type field (bug, feature, question) send to dev@x.example, product@x.example or help@x.example',
    'trigger.webhook',
    'flow.switch email.send email.send email.send',
    { config: ['flow.switch: bug'] },
  ),
];
