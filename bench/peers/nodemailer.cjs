// Sends the letter for ever, as nodemailer's manual says how: a pool of connections, mails made by it, signed by it.
// nodemailer.cjs PORT CONNECTIONS KEY.pem RECIPIENTS.csv
const fs = require('fs');
const path = require('path');
const nodemailer = require('nodemailer');

const [port, connections, key, csv] = process.argv.slice(2);
const [head, ...rows] = fs.readFileSync(csv, 'utf8').trimEnd().split('\n').map(line => line.split(','));

// Literals and slots, cut once: the row measures the sender, not an engine of templates.
const compile = text => {
  const parts = text.split(/{{ (\w+) }}/);
  const slots = parts.map((part, i) => (i % 2 ? head.indexOf(part) : -1));
  return row => parts.map((part, i) => (i % 2 ? row[slots[i]] : part)).join('');
};
const read = name => compile(fs.readFileSync(path.join(__dirname, '../Ses.Throughput/Mail', name), 'utf8'));
const html = read('letter.html');
const text = read('letter.txt');
const subject = compile('{{ name }}, ten short reads from {{ city }}');

const pool = nodemailer.createTransport({
  host: '127.0.0.1',
  port: Number(port),
  ignoreTLS: true,
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  dkim: { domainName: 'letters.harbour.example', keySelector: 'ses1', privateKey: fs.readFileSync(key, 'utf8') },
});

let next = 0;
const send = () => {
  const row = rows[next++ % rows.length];
  pool.sendMail({
    from: 'The Harbour Letter <editor@letters.harbour.example>',
    to: row[0],
    subject: subject(row),
    messageId: `<${next}@letters.harbour.example>`,
    headers: { 'Feedback-ID': 'task-1:template-1:transactional:ses0123456789', 'Auto-Submitted': 'auto-generated' },
    text: text(row),
    html: html(row),
  }).catch(error => { console.error(error); process.exit(1); });
};
pool.on('idle', () => { while (pool.isIdle()) send(); });
send();
