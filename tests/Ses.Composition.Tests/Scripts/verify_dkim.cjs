// Verifies every signature of mails by npm's mailauth: verify_dkim.cjs KEYS OUTPUT FILE..., where KEYS is JSON, records by name.
const fs = require('fs');
const { dkimVerify } = require('mailauth/lib/dkim/verify');

const records = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const resolver = async (name, type) => {
  if (type === 'TXT' && records[name]) return [[records[name]]];
  throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
};

(async () => {
  const verdicts = [];
  for (const path of process.argv.slice(4)) {
    const { results } = await dkimVerify(fs.readFileSync(path), { resolver });
    verdicts.push(results.map(result => result.status.result === 'pass' ? 'pass' : `${result.status.result}: ${result.status.comment}`));
  }
  fs.writeFileSync(process.argv[3], JSON.stringify(verdicts));
})().catch(error => { console.error(error); process.exit(1); });
