// The same functions, solved otherwise.

/** @param {number[]} numbers */
function insertionSort(numbers) {
  const result = [];
  for (const number of numbers) {
    let place = result.length;
    while (place > 0 && result[place - 1] > number) place -= 1;
    result.splice(place, 0, number);
  }
  return result;
}

/**
 * @param {number[]} numbers
 * @param {number} wanted
 */
function binarySearch(numbers, wanted) {
  const within = (low, high) => {
    if (low > high) return -1;
    const middle = Math.floor((low + high) / 2);
    if (numbers[middle] === wanted) return middle;
    return numbers[middle] < wanted ? within(middle + 1, high) : within(low, middle - 1);
  };
  return within(0, numbers.length - 1);
}

/** @param {string[]} items */
function unique(items) {
  return [...new Set(items)];
}

/** @param {number[][]} rows */
function flatten(rows) {
  const flat = [];
  rows.forEach((row) => {
    flat.push(...row);
  });
  return flat;
}

/**
 * @param {string[]} words
 * @param {number} count
 */
function topWords(words, count = 3) {
  const names = [];
  const counts = [];
  for (const word of words) {
    const index = names.indexOf(word);
    if (index === -1) {
      names.push(word);
      counts.push(1);
    } else {
      counts[index] += 1;
    }
  }
  const ranked = names.map((name, index) => [name, counts[index]]);
  ranked.sort((a, b) => (a[1] !== b[1] ? b[1] - a[1] : a[0] < b[0] ? -1 : 1));
  return ranked.slice(0, count);
}

/** @param {number[]} numbers */
function runningTotal(numbers) {
  const totals = [];
  let total = 0;
  for (const number of numbers) {
    total = total + number;
    totals.push(total);
  }
  return totals;
}

/**
 * @param {number} a
 * @param {number} b
 */
function greatestCommonDivisor(a, b) {
  return b ? greatestCommonDivisor(b, a % b) : Math.abs(a);
}

/** @param {number} n */
function isPrime(n) {
  let divisor = 2;
  while (divisor * divisor <= n && n % divisor !== 0) divisor++;
  return !(n < 2) && !(divisor * divisor <= n);
}

/** @param {number[]} numbers */
function median(numbers) {
  const ordered = Array.from(numbers).sort((a, b) => a - b);
  if (ordered.length === 0) return null;
  const middle = ordered.length >> 1;
  if (ordered.length % 2 === 1) return ordered[middle];
  return (ordered[middle - 1] + ordered[middle]) / 2;
}

/** @param {number} size */
function identity(size) {
  const rows = [];
  let i = 0;
  while (i < size) {
    const row = [];
    let j = 0;
    while (j < size) {
      row.push(Number(i === j));
      j += 1;
    }
    rows.push(row);
    i += 1;
  }
  return rows;
}

/**
 * @param {number[]} numbers
 * @param {number} total
 */
function pairsWithSum(numbers, total) {
  return numbers.flatMap((one, index) =>
    numbers
      .slice(index + 1)
      .filter((other) => one + other === total)
      .map((other) => [one, other]),
  );
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function zip(one, other) {
  return one.length <= other.length ? one.map((item, i) => [item, other[i]]) : other.map((item, i) => [one[i], item]);
}
