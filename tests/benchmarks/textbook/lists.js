// Sorting, searching, arithmetic and lists, as textbooks have them.

/** @param {number[]} numbers */
function bubbleSort(numbers) {
  for (let end = numbers.length - 1; end > 0; end--) {
    for (let i = 0; i < end; i++) {
      if (numbers[i] > numbers[i + 1]) {
        [numbers[i], numbers[i + 1]] = [numbers[i + 1], numbers[i]];
      }
    }
  }
  return numbers;
}

/** @param {number[]} numbers */
function insertionSort(numbers) {
  const result = [...numbers];
  for (let i = 1; i < result.length; i++) {
    const current = result[i];
    let j = i - 1;
    while (j >= 0 && result[j] > current) {
      result[j + 1] = result[j];
      j--;
    }
    result[j + 1] = current;
  }
  return result;
}

/** @param {number[]} numbers */
function mergeSort(numbers) {
  if (numbers.length <= 1) return numbers.slice();
  const middle = Math.floor(numbers.length / 2);
  const left = mergeSort(numbers.slice(0, middle));
  const right = mergeSort(numbers.slice(middle));
  const merged = [];
  while (left.length && right.length) {
    merged.push(left[0] <= right[0] ? left.shift() : right.shift());
  }
  return merged.concat(left, right);
}

/** @param {number[]} numbers */
function quickSort(numbers) {
  if (numbers.length === 0) return [];
  const [pivot, ...rest] = numbers;
  const smaller = rest.filter((n) => n < pivot);
  const others = rest.filter((n) => n >= pivot);
  return [...quickSort(smaller), pivot, ...quickSort(others)];
}

/**
 * @param {number[]} numbers
 * @param {number} wanted
 */
function binarySearch(numbers, wanted) {
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] === wanted) return middle;
    if (numbers[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** @param {string[]} items */
function unique(items) {
  const seen = new Set();
  const result = [];
  for (const item of items) {
    if (!seen.has(item)) {
      seen.add(item);
      result.push(item);
    }
  }
  return result;
}

/** @param {number[]} numbers */
function secondLargest(numbers) {
  let best = null;
  let second = null;
  for (const number of numbers) {
    if (best === null || number > best) {
      second = best;
      best = number;
    } else if (number !== best && (second === null || number > second)) {
      second = number;
    }
  }
  return second;
}

/**
 * @param {number[]} items
 * @param {number} size
 */
function chunks(items, size) {
  if (size < 1) throw new RangeError("size must be positive");
  const result = [];
  for (let i = 0; i < items.length; i += size) {
    result.push(items.slice(i, i + size));
  }
  return result;
}

/** @param {number[][]} rows */
function flatten(rows) {
  const flat = [];
  for (const row of rows) {
    for (const cell of row) flat.push(cell);
  }
  return flat;
}

function flattenDeep(items) {
  return items.reduce((flat, item) => flat.concat(Array.isArray(item) ? flattenDeep(item) : [item]), []);
}

/**
 * @param {string[]} words
 * @param {number} count
 */
function topWords(words, count = 3) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count);
}

function groupBy(items, key) {
  const groups = {};
  for (const item of items) {
    const name = item[key];
    (groups[name] ||= []).push(item);
  }
  return groups;
}

/** @param {number[]} numbers */
function runningTotal(numbers) {
  let total = 0;
  return numbers.map((number) => {
    total += number;
    return total;
  });
}

/** @param {number} n */
function factorial(n) {
  if (n < 0) throw new RangeError("negative");
  let result = 1;
  for (let i = 2; i <= n; i++) result *= i;
  return result;
}

/** @param {number} n */
function fibonacci(n) {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}

/**
 * @param {number} a
 * @param {number} b
 */
function greatestCommonDivisor(a, b) {
  while (b) {
    [a, b] = [b, a % b];
  }
  return Math.abs(a);
}

/** @param {number} n */
function isPrime(n) {
  if (n < 2) return false;
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

/** @param {number} n */
function toBinary(n) {
  if (n === 0) return "0";
  let bits = "";
  let rest = Math.abs(Math.trunc(n));
  while (rest > 0) {
    bits = (rest % 2) + bits;
    rest = Math.floor(rest / 2);
  }
  return n < 0 ? "-" + bits : bits;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low = 0, high = 100) {
  if (value < low) return low;
  if (value > high) return high;
  return value;
}

/** @param {number[]} numbers */
function median(numbers) {
  if (!numbers.length) return null;
  const ordered = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

/** @param {number[][]} matrix */
function transpose(matrix) {
  if (matrix.length === 0) return [];
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

/** @param {number} size */
function identity(size) {
  const rows = [];
  for (let i = 0; i < size; i++) {
    const row = [];
    for (let j = 0; j < size; j++) row.push(i === j ? 1 : 0);
    rows.push(row);
  }
  return rows;
}

/**
 * @param {number[]} numbers
 * @param {number} total
 */
function pairsWithSum(numbers, total) {
  const found = [];
  for (let i = 0; i < numbers.length; i++) {
    for (let j = i + 1; j < numbers.length; j++) {
      if (numbers[i] + numbers[j] === total) found.push([numbers[i], numbers[j]]);
    }
  }
  return found;
}

/**
 * @param {number} start
 * @param {number} end
 * @param {number} step
 */
function range(start, end, step = 1) {
  const result = [];
  for (let i = start; i < end && result.length < 100; i += step) result.push(i);
  return result;
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function zip(one, other) {
  const length = Math.min(one.length, other.length);
  const pairs = [];
  for (let i = 0; i < length; i++) pairs.push([one[i], other[i]]);
  return pairs;
}
