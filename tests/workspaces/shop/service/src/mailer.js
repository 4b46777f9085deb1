const http = require('http');

const MAIL_TOKEN = 'm3R9xUeB71kZoVq4TtLw';

// resolves with the status code of the mail gateway
function send(to, subject, text) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      process.env.MAIL_GATEWAY || 'http://localhost:8025/send',
      { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Token': MAIL_TOKEN } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      }
    );
    request.on('error', reject);
    request.end(JSON.stringify({ to, subject, text }));
  });
}

module.exports = { send };
