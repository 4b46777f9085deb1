// A reporter for node:test: one line of JSON for each test that ended.
export default async function* report(source) {
  const around = [];
  let complaint = '';
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      around.length = data.nesting;
      around[data.nesting] = data.name;
    }
    if (type === 'test:stderr') complaint ||= /^\w*Error\b.*$/m.exec(data.message)?.[0] ?? '';
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const failed = type === 'test:fail' && !data.todo;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    const error = data.details?.error;
    const own = error?.cause?.message ?? error?.cause ?? error?.message ?? '';
    const line = {
      name: [...around.slice(0, data.nesting), data.name].join(' > '),
      suite: data.details?.type === 'suite',
      nested: error?.failureType === 'subtestsFailed',
      outcome: failed ? 'failed' : skipped ? 'skipped' : 'passed',
      why: String(own === 'test failed' && complaint ? complaint : own),
      seconds: (data.details?.duration_ms ?? 0) / 1000,
    };
    yield JSON.stringify(line) + '\n';
  }
}
