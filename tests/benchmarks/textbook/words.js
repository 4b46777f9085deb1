// Text: counting, changing, formatting, parsing.

/** @param {string} text */
export function isPalindrome(text) {
  const letters = text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return letters === [...letters].reverse().join("");
}

/** @param {string} text */
export function reverseWords(text) {
  return text.split(/\s+/).filter(Boolean).reverse().join(" ");
}

/** @param {string} text */
export function countVowels(text) {
  let count = 0;
  for (const letter of text.toLowerCase()) {
    if ("aeiou".includes(letter)) count++;
  }
  return count;
}

/** @param {string} text */
export function capitalize(text) {
  if (!text) return "";
  return text[0].toUpperCase() + text.slice(1).toLowerCase();
}

/**
 * @param {string} text
 * @param {number} shift
 */
export function caesar(text, shift = 3) {
  let result = "";
  for (const letter of text) {
    const code = letter.charCodeAt(0);
    if (code >= 97 && code <= 122) {
      result += String.fromCharCode(((code - 97 + shift) % 26) + 97);
    } else {
      result += letter;
    }
  }
  return result;
}

/** @param {string} text */
export function runLengths(text) {
  let result = "";
  let count = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === text[i + 1]) {
      count++;
    } else {
      result += count + text[i];
      count = 1;
    }
  }
  return result;
}

/** @param {string} title */
export function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/**
 * @param {string} text
 * @param {number} limit
 * @param {string} mark
 */
export function truncate(text, limit = 10, mark = "...") {
  if (text.length <= limit) return text;
  return text.slice(0, Math.max(0, limit - mark.length)) + mark;
}

/** @param {string} name */
export function camelToSnake(name) {
  return name.replace(/[A-Z]/g, (letter, index) => (index > 0 ? "_" : "") + letter.toLowerCase());
}

/** @param {string} name */
export function snakeToCamel(name) {
  const [first, ...rest] = name.split("_");
  return first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}

/** @param {string} text */
export function balanced(text) {
  const pairs = { ")": "(", "]": "[", "}": "{" };
  const stack = [];
  for (const letter of text) {
    if ("([{".includes(letter)) {
      stack.push(letter);
    } else if (letter in pairs) {
      if (stack.pop() !== pairs[letter]) return false;
    }
  }
  return stack.length === 0;
}

/** @param {string} query */
export function parseQuery(query) {
  const result = {};
  for (const part of query.replace(/^\?/, "").split("&")) {
    if (!part) continue;
    const [key, value = ""] = part.split("=");
    result[key] = value;
  }
  return result;
}

/** @param {string} line */
export function parseCsvLine(line, separator = ",") {
  const cells = [];
  let cell = "";
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') {
      quoted = !quoted;
    } else if (letter === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else {
      cell += letter;
    }
  }
  cells.push(cell);
  return cells;
}

/**
 * @param {string} one
 * @param {string} other
 */
export function compareVersions(one, other) {
  const a = one.split(".").map(Number);
  const b = other.split(".").map(Number);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] || 0) - (b[i] || 0);
    if (difference !== 0) return difference > 0 ? 1 : -1;
  }
  return 0;
}

/** @param {string} time */
export function minutesOfDay(time) {
  const [hours, minutes] = time.split(":").map((part) => parseInt(part, 10));
  if (hours > 23 || minutes > 59) throw new RangeError("no time of day");
  return hours * 60 + minutes;
}

/** @param {number} seconds */
export function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

/** @param {number} year */
export function isLeap(year) {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** @param {string[]} names */
export function joinNames(names) {
  if (names.length === 0) return "nobody";
  if (names.length === 1) return names[0];
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/**
 * @param {string} text
 * @param {number} width
 */
export function wrap(text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** @param {string} text */
export function escapeHtml(text) {
  const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => signs[sign]);
}

/** @param {string} number */
export function luhn(number) {
  let total = 0;
  for (let i = 0; i < number.length; i++) {
    let digit = Number(number[number.length - 1 - i]);
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    total += digit;
  }
  return total % 10 === 0;
}

/** @param {string} template */
export function fill(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
