// Reads mails by npm's mailparser and writes what it finds as JSON: read_mails.cjs OUTPUT FILE...
const fs = require('fs');
const crypto = require('crypto');
const { simpleParser } = require('mailparser');

const mailboxes = field => (field ? field.value.filter(box => box.address).map(box => ({ name: box.name, address: box.address })) : []);

async function read(path) {
  const mail = await simpleParser(fs.readFileSync(path), { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const calendar = mail.attachments.find(part => part.contentType === 'text/calendar');
  const fields = {};
  for (const { key, line } of mail.headerLines) fields[key] = line.slice(line.indexOf(':') + 1).replace(/\r?\n/g, '').trim();
  return {
    case: mail.headers.get('x-case'), subject: mail.subject ?? null, messageId: mail.messageId, date: mail.date.toISOString(),
    from: mailboxes(mail.from), to: mailboxes(mail.to), cc: mailboxes(mail.cc), replyTo: mailboxes(mail.replyTo),
    text: mail.text ?? null, html: mail.html || null, calendar: calendar ? calendar.content.toString('utf8') : null,
    files: mail.attachments.filter(part => part !== calendar).map(part => ({
      name: part.filename ?? null, type: part.contentType, id: part.cid ?? null, subject: null,
      sha256: part.contentType === 'message/rfc822' ? null : crypto.createHash('sha256').update(part.content).digest('hex'),
    })),
    fields, defects: [],
  };
}

(async () => {
  const mails = [];
  for (const path of process.argv.slice(3)) mails.push(await read(path));
  fs.writeFileSync(process.argv[2], JSON.stringify(mails));
})().catch(error => { console.error(error); process.exit(1); });
